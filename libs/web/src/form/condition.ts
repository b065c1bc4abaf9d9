import type { Condition } from '@motcua/contracts';
import { nameOf } from './posted.ts';

/** The value at a JSON pointer without escapes; our forms' names have none. */
export function valueAt(document: unknown, pointer: string): unknown {
  let value = document;
  for (const key of pointer.slice(1).split('/')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Readonly<Record<string, unknown>>)[key];
  }
  return value;
}

/** A condition as the page's script reads it: by the names of inputs. */
export interface Shown {
  readonly all: readonly {
    readonly name: string;
    readonly in?: readonly (string | number | boolean)[] | undefined;
    readonly exists?: boolean | undefined;
  }[];
}

export const shownWhen = (condition: Condition | undefined): Shown | undefined =>
  condition && { all: condition.all.map(({ path, in: values, exists }) => ({ name: nameOf(path), in: values, exists })) };

/** Whether a field that stands under this condition is asked at all. */
export const isAsked = (condition: Condition | undefined, form: unknown): boolean =>
  condition === undefined ||
  condition.all.every(({ path, in: values, exists }) => {
    const value = valueAt(form, path);
    const isThere = value !== undefined && value !== '';
    if (exists !== undefined && isThere !== exists) return false;
    return values === undefined || values.includes(value as string | number | boolean);
  });
