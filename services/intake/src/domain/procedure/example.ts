import type { ProcedureDefinition } from '@motcua/contracts';
import { withValueAt } from './pointer.ts';

/** The published example, its dates moved to where they stand relative to today (`YYYY-MM-DD`): an old one would turn into a late registration. */
export const exampleOf = ({ example, relativeDates }: ProcedureDefinition['form'], today: string): Record<string, unknown> =>
  relativeDates.reduce<Record<string, unknown>>(
    (form, { path, days }) =>
      withValueAt(form, path, new Date(Date.parse(`${today}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10)),
    example,
  );
