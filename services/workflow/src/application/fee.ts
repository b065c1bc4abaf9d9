import type { FeeCondition, ProcedureDefinition, SealedForm } from '@motcua/contracts';
import { addDays, dateOf, type Filing, fromInstant, isLimitOver } from '@motcua/legal-clock';
import { z } from 'zod';
import type { Appointments } from '../domain/dossier/appointments.ts';
import type { Fee } from '../domain/dossier/dossier.commands.ts';

const at = (value: unknown, pointer: string): unknown =>
  pointer
    .split('/')
    .slice(1)
    .reduce<unknown>(
      (inner, part) => (typeof inner === 'object' && inner !== null ? (inner as Record<string, unknown>)[part] : undefined),
      value,
    );

const FullDate = z.iso.date();
const isDate = (value: unknown): value is string => FullDate.safeParse(value).success;

const isOlder = (value: unknown, days: number, filing: Filing): boolean => isDate(value) && isLimitOver(addDays(value, days), filing);

/** All parts must hold; `exists: false` means absent. */
const holds = (condition: FeeCondition | undefined, form: unknown, filing: Filing): boolean =>
  condition?.all.every(({ path, in: values, exists, olderThanDays }) => {
    const value = at(form, path);
    if (exists !== undefined && (value !== undefined) !== exists) return false;
    if (olderThanDays !== undefined && !isOlder(value, olderThanDays, filing)) return false;
    return values === undefined || values.some((candidate) => candidate === value);
  }) ?? true;

const timesOf = (per: 'dossier' | 'copy', form: unknown): number => {
  const copies = at(form, '/copies');
  return per === 'dossier' ? 1 : typeof copies === 'number' ? copies : 0;
};

type Fees = Pick<ProcedureDefinition, 'fees'>;

/** Whether it takes the form to say what is owed. */
export const feesDependOnForm = ({ fees }: Fees): boolean => fees.some(({ when, per }) => when !== undefined || per === 'copy');

/**
 * What the citizen owes who filed this form at that instant. "Set by the province" is unknown, never free; what the law waives is nothing.
 * Unknown, too, is what depends on a form that is not there. Throws `Rejection('calendar-not-covered')` where a limit in days ends on a day that no calendar knows.
 */
export const feeOf = (
  { fees }: Fees,
  form: SealedForm['form'] | undefined,
  filedAt: string,
  { isDayOff }: Pick<Appointments, 'isDayOff'>,
): Fee => {
  if (form === undefined && feesDependOnForm({ fees })) return { kind: 'unknown' };
  const filing = { on: dateOf(fromInstant(filedAt)), isDayOff };
  const owed = fees.filter((fee) => holds(fee.when, form, filing)).map((fee) => ({ amount: fee.amount, times: timesOf(fee.per, form) }));
  const due = owed.filter(({ times }) => times > 0);
  if (due.some(({ amount }) => amount === 'unknown')) return { kind: 'unknown' };
  const amount = due.reduce((sum, fee) => sum + (fee.amount === 'unknown' ? 0 : fee.amount * fee.times), 0);
  return amount === 0 ? { kind: 'free', amount } : { kind: 'known', amount };
};
