import type { DossierEvent } from '@motcua/contracts';

/** Who answers for the time: an agency's unit, or the citizen who was asked for a paper. */
export type Holder = { readonly kind: 'unit'; readonly unit: string } | { readonly kind: 'citizen' };

/** A piece of a dossier's time and its one holder; open-ended while it runs. */
export interface Span {
  readonly from: string;
  readonly to?: string;
  readonly holder: Holder;
}

const later = (a: string, b: string): string => (Date.parse(b) > Date.parse(a) ? b : a);

const close = (spans: readonly Span[], at: string): readonly Span[] => {
  const last = spans.at(-1);
  return !last || last.to !== undefined ? spans : [...spans.slice(0, -1), { ...last, to: later(last.from, at) }];
};

const same = (a: Holder, b: Holder): boolean => a.kind === b.kind && (a.kind !== 'unit' || (b.kind === 'unit' && a.unit === b.unit));

/** The next piece begins where the last one ended, so the pieces always partition the whole. */
const hand = (spans: readonly Span[], at: string, holder: Holder): readonly Span[] => {
  const last = spans.at(-1);
  if (!last) return [{ from: at, holder }];
  if (last.to === undefined && same(last.holder, holder)) return spans;
  const closed = close(spans, at);
  return [...closed, { from: closed.at(-1)?.to ?? at, holder }];
};

/** The unit that had it when the citizen was asked gets it back. */
const unitBefore = (spans: readonly Span[]): Holder | undefined => spans.findLast((span) => span.holder.kind === 'unit')?.holder;

/** Fold: from the clock's first moment to its end every minute has exactly one holder. Before acceptance there is no clock and no span. */
export const attribute = (spans: readonly Span[], event: DossierEvent): readonly Span[] => {
  if (event.type === 'DossierAccepted.v1')
    return [{ from: event.data.clockStartsAt, holder: { kind: 'unit', unit: event.data.holder.key } }];
  if (spans.length === 0) return spans;
  switch (event.type) {
    case 'DossierForwarded.v1':
    case 'DossierAssigned.v1':
      return hand(spans, event.data.at, { kind: 'unit', unit: event.data.unit.key });
    case 'StepCompleted.v1':
      return hand(spans, event.data.at, { kind: 'unit', unit: event.data.holder.key });
    case 'SupplementRequested.v1':
      return hand(spans, event.data.at, { kind: 'citizen' });
    case 'DossierResumed.v1':
      return hand(spans, event.data.at, unitBefore(spans) ?? { kind: 'citizen' });
    case 'ResultIssued.v1':
    case 'DossierWithdrawn.v1':
    case 'DossierRefused.v1':
      return close(spans, event.data.at);
    default:
      return spans;
  }
};

/** Working minutes by holder: `citizen`, or the unit's key. `until` ends a span that still runs. */
export const minutesByHolder = (
  spans: readonly Span[],
  until: string,
  minutesBetween: (from: string, to: string) => number,
): Readonly<Record<string, number>> => {
  const minutes: Record<string, number> = {};
  for (const { from, to, holder } of spans) {
    const key = holder.kind === 'unit' ? holder.unit : 'citizen';
    minutes[key] = (minutes[key] ?? 0) + minutesBetween(from, to ?? later(from, until));
  }
  return minutes;
};
