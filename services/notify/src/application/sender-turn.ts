import type { SenderTurnEvent } from '@motcua/contracts';
import { type EventStore, eventIdOf, isVersionConflict, type Recorded } from '@motcua/es';
import type { Clock } from './ports.ts';

export const senderTurnStream = 'senderturn-1';

/** So long (ms) an instance may send without prolonging its turn. The longer, the longer a dead one holds the others up. */
const spareMs = 5_000;
/** Clocks of two machines need not run at quite the same speed. */
const marginMs = 2_000;
/** How long an instance that is not at its turn waits before it looks again at what it heard. */
export const lookAgainMs = 3_000;

/** What lies at or before this position may have been carried out by another instance, or by none. */
export interface Term {
  readonly inherited: number;
}

export interface SenderTurn {
  /** Undefined while another instance sends. */
  hold(): Promise<Term | undefined>;
  /** Makes the call only where the turn is ours for as long as the call may take; else undefined. */
  during<T>(call: () => Promise<T>): Promise<T | undefined>;
  /** Lets another instance begin at once, unless a call is still under way. Afterwards the turn is never ours again. */
  giveUp(): Promise<void>;
}

export interface SenderTurnDeps {
  readonly store: EventStore;
  /** A UUID drawn at this start. */
  readonly instance: string;
  readonly now: Clock;
  /** Milliseconds that only ever go on; default `performance.now`. */
  readonly elapsed?: () => number;
  /** The longest that one call of a provider may take. */
  readonly callMs: number;
  /** Whether this instance is certainly dead; default: nothing is known. */
  readonly isGone?: (instance: string) => boolean;
}

interface Held extends Term {
  /** Counted from before the append, so that nobody else can have counted from earlier. */
  readonly until: number;
}

const lastEvent = async (store: EventStore): Promise<Recorded<SenderTurnEvent> | undefined> => {
  for await (const event of store.read<SenderTurnEvent>(senderTurnStream, { direction: 'backwards', limit: 1 })) return event;
  return undefined;
};

/**
 * One instance at a time calls the providers. Whoever appends `SenderTurnTaken` at the exact revision has the turn and prolongs it while there is
 * something to send: an event every few seconds of work, none for a message and none at rest. The others watch the stream on their own clocks:
 * only where its last event has stood for longer than a turn lasts, or its instance is certainly dead, does one of them take over, so no two clocks are
 * ever compared.
 */
export const senderTurn = ({
  store,
  instance,
  now,
  elapsed = () => performance.now(),
  callMs,
  isGone = () => false,
}: SenderTurnDeps): SenderTurn => {
  const lastsMs = callMs + spareMs;
  let held: Held | undefined;
  let watched: { readonly revision: number; readonly since: number } | undefined;
  let taking: Promise<Term | undefined> | undefined;
  let calls = 0;
  let ended = false;

  const append = async (type: SenderTurnEvent['type'], last: Recorded | undefined): Promise<number> => {
    const at = now();
    const event = {
      id: eventIdOf(`senderturn/${instance}/${(last?.revision ?? -1) + 1}`, 0),
      type,
      data: { instance, at },
      metadata: { at, actor: 'system:notify', correlationId: instance, causationId: instance },
    };
    return (await store.append(senderTurnStream, [event], last?.revision ?? 'absent')).position;
  };

  /** Whether the one who had the turn last can no longer be sending. */
  const isFree = (last: Recorded<SenderTurnEvent> | undefined): boolean => {
    if (last === undefined || last.type === 'SenderTurnGivenUp.v1' || last.data.instance === instance) return true;
    if (isGone(last.data.instance)) return true;
    if (watched?.revision !== last.revision) watched = { revision: last.revision, since: elapsed() };
    return elapsed() - watched.since > lastsMs + marginMs;
  };

  const take = async (): Promise<Term | undefined> => {
    const last = await lastEvent(store);
    const prolonged = last?.data.instance === instance ? held?.inherited : undefined;
    held = undefined;
    if (!isFree(last)) return undefined;
    const began = elapsed();
    try {
      const position = await append('SenderTurnTaken.v1', last);
      held = { inherited: prolonged ?? position, until: began + lastsMs };
      return held;
    } catch (error) {
      // Another instance was quicker.
      if (isVersionConflict(error)) return undefined;
      throw error;
    }
  };

  const hold = async (): Promise<Term | undefined> => {
    if (ended) return undefined;
    if (held && held.until - elapsed() > callMs) return held;
    taking ??= take().finally(() => {
      taking = undefined;
    });
    return taking;
  };

  return {
    hold,
    async during(call) {
      if (!(await hold())) return undefined;
      calls += 1;
      try {
        return await call();
      } finally {
        calls -= 1;
      }
    },
    async giveUp() {
      ended = true;
      await taking?.catch(() => undefined);
      const last = held && calls === 0 ? await lastEvent(store) : undefined;
      held = undefined;
      if (last?.type === 'SenderTurnTaken.v1' && last.data.instance === instance) await append('SenderTurnGivenUp.v1', last);
    },
  };
};
