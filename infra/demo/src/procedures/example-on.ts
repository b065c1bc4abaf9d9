import type { ProcedureDefinition } from '@motcua/contracts';

type Json = Record<string, unknown>;

/** `2026-11-24` moved by days. */
export function dateAfter(today: string, days: number): string {
  return new Date(Date.parse(`${today}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

/** The form's example with its relative dates counted from `today` (`2026-11-24`); the published one is left alone. */
export function exampleOn(form: ProcedureDefinition['form'], today: string): Json {
  const example: Json = structuredClone(form.example);
  for (const { path, days } of form.relativeDates) {
    const keys = path.slice(1).split('/');
    const last = keys.pop();
    let parent: unknown = example;
    for (const key of keys) parent = (parent as Json)[key];
    if (last !== undefined) (parent as Json)[last] = dateAfter(today, days);
  }
  return example;
}
