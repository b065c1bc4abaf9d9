import type { WorkingCalendar } from './working-calendar.ts';
import { MINUTE } from './zone.ts';

/** From this moment on this one has the dossier: an agency's unit, or whom the agency waits for. */
export interface Turn<Holder> {
  readonly from: number;
  readonly holder: Holder;
}

/** A stretch of one holder, with the working minutes inside it. */
export interface HeldInterval<Holder> extends Turn<Holder> {
  readonly to: number;
  readonly minutes: number;
}

/**
 * The accountable clock: cuts the time from the first turn to `until` into stretches, each with exactly one holder.
 * The stretches touch without gap or overlap, so their minutes add up to those of the whole. Turns come in the order of the
 * dossier's history: one with an earlier time than its predecessor (clock skew) starts where that one does and takes its place.
 */
export function attribute<Holder>(
  calendar: WorkingCalendar,
  turns: readonly Turn<Holder>[],
  until: number,
): readonly HeldInterval<Holder>[] {
  const held: HeldInterval<Holder>[] = [];
  let from = Number.NEGATIVE_INFINITY;
  turns.forEach(({ from: claimed, holder }, index) => {
    from = Math.max(from, claimed);
    const to = Math.min(until, Math.max(from, turns[index + 1]?.from ?? until));
    if (from < to) held.push({ from, to, holder, minutes: calendar.minutesBetween(from, to) });
  });
  return held;
}

/** Working minutes per holder. */
export function minutesPerHolder<Holder>(
  intervals: readonly HeldInterval<Holder>[],
  keyOf: (holder: Holder) => string,
): ReadonlyMap<string, number> {
  const sums = new Map<string, number>();
  for (const { holder, from, to, minutes } of intervals) {
    if (to > from) sums.set(keyOf(holder), Math.round(((sums.get(keyOf(holder)) ?? 0) + minutes) * MINUTE) / MINUTE);
  }
  return sums;
}
