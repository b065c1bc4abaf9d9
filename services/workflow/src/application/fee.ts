import type { FeeCondition, ProcedureDefinition } from '@motcua/contracts';
import { dateOf, daysBetween, fromInstant } from '@motcua/legal-clock';
import type { Fee } from '../domain/dossier/dossier.commands.ts';

const at = (value: unknown, pointer: string): unknown =>
  pointer
    .split('/')
    .slice(1)
    .reduce<unknown>(
      (inner, part) => (typeof inner === 'object' && inner !== null ? (inner as Record<string, unknown>)[part] : undefined),
      value,
    );

const isOlder = (value: unknown, days: number, filedOn: string): boolean =>
  typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value) && daysBetween(value, filedOn) > days;

/** All parts must hold; `exists: false` means absent. `filedOn`: the day of filing in Việt Nam, `YYYY-MM-DD`. */
const holds = (condition: FeeCondition | undefined, form: unknown, filedOn: string): boolean =>
  condition?.all.every(({ path, in: values, exists, olderThanDays }) => {
    const value = at(form, path);
    if (exists !== undefined && (value !== undefined) !== exists) return false;
    if (olderThanDays !== undefined && !isOlder(value, olderThanDays, filedOn)) return false;
    return values === undefined || values.some((candidate) => candidate === value);
  }) ?? true;

const timesOf = (per: 'dossier' | 'copy', form: unknown): number => {
  const copies = at(form, '/copies');
  return per === 'dossier' ? 1 : typeof copies === 'number' ? copies : 0;
};

/**
 * What the citizen owes who filed this form at that instant. "Set by the province" is unknown, never free; what the law waives is nothing.
 * Without the form only the unconditional counts.
 */
export const feeOf = ({ fees }: Pick<ProcedureDefinition, 'fees'>, form: unknown, filedAt: string): Fee => {
  const filedOn = dateOf(fromInstant(filedAt));
  const owed = fees.filter((fee) => holds(fee.when, form, filedOn)).map((fee) => ({ amount: fee.amount, times: timesOf(fee.per, form) }));
  const due = owed.filter(({ times }) => times > 0);
  if (due.some(({ amount }) => amount === 'unknown')) return { kind: 'unknown' };
  const amount = due.reduce((sum, fee) => sum + (fee.amount === 'unknown' ? 0 : fee.amount * fee.times), 0);
  return amount === 0 ? { kind: 'free', amount } : { kind: 'known', amount };
};
