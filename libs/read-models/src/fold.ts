import type { ServiceName } from '@motcua/contracts';
import { codec, type Recorded } from '@motcua/es';
import type { Arrival } from './event-sorter.ts';
import { type HeldDocument, parkedAt, storedOf } from './held-document.ts';
import type { Projection } from './projection.ts';
import type { StoredDocument } from './read-models.ts';
import type { Decoder, RunOptions } from './running-projection.ts';

/** An event in its newest shape, or why it has none. */
export type Decoded = { readonly event: Recorded } | { readonly error: unknown };

const isCodec = (decoder: Decoder): decoder is { decode(recorded: Recorded): Recorded } =>
  'decode' in decoder && typeof decoder.decode === 'function';

/** Decodes by source; never throws, since a bad event is its document's trouble alone. */
export const decoderOf = (codecs: RunOptions<unknown, unknown>['codecs']) => {
  const decoders = new Map(
    Object.entries(codecs).map(([source, decoder]) => [source, isCodec(decoder) ? decoder : codec(decoder)] as const),
  );
  return ({ source, event }: { source: ServiceName; event: Recorded }): Decoded => {
    try {
      const decoder = decoders.get(source);
      return { event: decoder ? decoder.decode(event) : event };
    } catch (error) {
      return { error };
    }
  };
};

export interface ReadyEvent {
  readonly source: ServiceName;
  readonly raw: Recorded;
  readonly decoded: Decoded;
}
export const readyEvent = ({ source, event }: Arrival, decoded: Decoded): ReadyEvent => ({ source, raw: event, decoded });

/** Folds events into one document. What throws parks it where it stands; an end of `undefined` deletes it. */
export const foldDocument = <State, Opened>(
  projection: Projection<State, Opened>,
  held: HeldDocument<State> | undefined,
  events: readonly ReadyEvent[],
  opened: ReadonlyMap<string, Opened> | undefined,
): HeldDocument<State> | undefined => {
  let state = held?.state;
  const revisions: Record<string, number> = { ...held?.revisions };
  for (const { source, raw, decoded } of events) {
    try {
      if ('error' in decoded) throw decoded.error;
      state = projection.evolve(state, decoded.event, opened?.get(raw.id), source);
    } catch (error) {
      return { state, revisions, parked: parkedAt(raw, error) };
    }
    revisions[raw.stream] = raw.revision;
  }
  return state === undefined ? undefined : { state, revisions };
};

/** What is written of a folded document. Where it cannot be rendered it is parked too, and shows what it can. */
export const renderDocument = <State, Opened>(
  projection: Projection<State, Opened>,
  id: string,
  held: HeldDocument<State>,
  last: Recorded,
): { held: HeldDocument<State>; stored: StoredDocument } => {
  try {
    return { held, stored: storedOf(projection, id, held) };
  } catch (error) {
    const parked = { ...held, parked: held.parked ?? parkedAt(last, error) };
    const { progress } = storedOf(projection, id, { ...parked, state: undefined });
    const stored: StoredDocument = {
      id,
      state: JSON.stringify(held.state ?? null),
      keys: { parked: 1 },
      ...(progress === undefined ? {} : { progress }),
    };
    return { held: parked, stored };
  }
};
