import { setTimeout as pause } from 'node:timers/promises';
import { type AppendOutcome, type ChainedAppend, type StoredEvent, StoreUnavailable } from '@motcua/es';
import type { AppendAnswer, Calls } from './calls.ts';
import { inTime, OutOfTime } from './deadline.ts';
import { isRefusal, toPortError } from './faults.ts';
import type { Namespace } from './namespace.ts';
import type { PositionIndex } from './position-index.ts';
import { budgetMs, type Reader } from './reader.ts';
import { envelopeOf, toProposed } from './stored-form.ts';
import type { Tail } from './tail.ts';

/** One try; what it leaves of the budget is for asking what became of it. */
const tryMs = 700;
const betweenMs = 50;
/** How long the subscription has for bringing what was just appended, before it is asked for. */
const pushedMs = 10;

const hashOfLast = ({ events }: ChainedAppend): string => events[events.length - 1]?.hash ?? '';
const revisionOfLast = ({ expected, events }: ChainedAppend): number => expected + events.length;

const proposed = ({ events, previous: start }: ChainedAppend) => {
  let previous = start;
  return events.map((event) => {
    const envelope = envelopeOf(event, previous);
    previous = event.hash;
    return toProposed(event, envelope);
  });
};

const bytesOf = ({ events }: ChainedAppend): number => events.reduce((sum, { data, metadata }) => sum + data.length + metadata.length, 0);

/** An append on its way: `deadline` is when its caller hears at the latest, `counted` how many events there were when its turn came. */
interface Turn {
  readonly request: ChainedAppend;
  readonly physical: string;
  readonly deadline: number;
  readonly counted: number;
}

/** `mayWrite` throws where nobody may. Appends of one stream are decided in the order of the calls, one after the other: the server promises no order among calls that are under way together. */
export const appenderOf = (calls: Calls, namespace: Namespace, tail: Tail, index: PositionIndex, reader: Reader, mayWrite: () => void) => {
  /** The last one of each stream's row: whether it was decided. */
  const turns = new Map<string, Promise<boolean>>();

  const conflict = async ({ request: { stream, expected }, deadline }: Turn): Promise<AppendOutcome> => {
    const actual = await reader.lastRevision(stream, deadline);
    if (actual === expected)
      throw new StoreUnavailable(`${stream} does not go on from ${expected}: the servers are electing, or somebody has deleted it`);
    return { kind: 'conflict', actual };
  };

  /** What stands where these events would go. Undefined: nothing. */
  const standing = async (turn: Turn): Promise<AppendOutcome | undefined> => {
    const { request, deadline, counted } = turn;
    const { stream, expected, events } = request;
    const there = await reader.readStream(stream, { from: expected + 1, direction: 'forwards', limit: events.length }, deadline);
    if (there.length === 0) return undefined;
    const last = there[there.length - 1] as StoredEvent;
    if (there.length < events.length || there.some(({ id }, at) => id !== events[at]?.id)) return conflict(turn);
    if (there.some(({ type, data }, at) => type !== events[at]?.type || data !== events[at]?.data)) return { kind: 'reused' };
    // The hash covers time and chain as well: the same one is this very append, unless it was there before this one began.
    if (last.hash === hashOfLast(request) && last.position > counted) return { kind: 'appended', position: last.position };
    return { kind: 'repeated', position: last.position, hash: last.hash };
  };

  const elsewhere = async (turn: Turn): Promise<AppendOutcome> => (await standing(turn)) ?? conflict(turn);

  /** The server says that it stands there. It says so of other data with the same ids as well: only what is seen in the log counts. */
  const confirmed = async (turn: Turn, revision: number): Promise<AppendOutcome> => {
    const { request, physical, counted, deadline } = turn;
    if (revision !== revisionOfLast(request))
      throw new StoreUnavailable(`${request.stream} went on at revision ${revision}: somebody has deleted it, and its chain is broken`);
    const pushed = await tail.awaitEvent(physical, revision, pushedMs);
    // Asked for by one read for all who wait.
    if (pushed === undefined) await inTime(tail.catchUp(), deadline).catch((error: unknown) => Promise.reject(toPortError(error)));
    const seen = pushed ?? (await tail.awaitEvent(physical, revision, 0));
    if (seen !== undefined && seen.position > counted && seen.hash === hashOfLast(request))
      return { kind: 'appended', position: seen.position };
    const outcome = await standing(turn);
    if (outcome === undefined) throw new StoreUnavailable(`${request.stream}: acknowledged, and not to be read`);
    return outcome;
  };

  /** Sent until it is known what became of it. Tried again only where the stream says that nothing was written: the ids make it the same append. */
  const sent = async (turn: Turn): Promise<AppendOutcome> => {
    const { request, physical, deadline } = turn;
    const events = proposed(request);
    for (;;) {
      let answer: AppendAnswer;
      try {
        answer = await calls.append(physical, request.expected, events, Math.min(deadline, Date.now() + tryMs));
      } catch (error) {
        if (isRefusal(error)) throw toPortError(error, bytesOf(request));
        const outcome = await unknown(turn, error);
        if (outcome !== undefined) return outcome;
        continue;
      }
      return answer === 'wrong-revision' ? elsewhere(turn) : confirmed(turn, answer.revision);
    }
  };

  /** Cut off: the stream is asked for the ids, until it answers. Undefined: nothing stands there. */
  const unknown = async (turn: Turn, cause: unknown): Promise<AppendOutcome | undefined> => {
    for (;;) {
      await pause(betweenMs);
      if (Date.now() >= turn.deadline) throw toPortError(cause);
      try {
        return await standing(turn);
      } catch (error) {
        if (isRefusal((error as Error).cause)) throw error;
      }
    }
  };

  /** A chain that would not hold is not sent: the server compares revisions, not hashes. */
  const misplaced = async (turn: Turn): Promise<AppendOutcome | undefined> => {
    const { stream, expected, previous } = turn.request;
    if (expected === -1) return undefined;
    const hash = await reader.hashAt(stream, expected, turn.deadline);
    if (hash === undefined) return conflict(turn);
    return hash === previous ? undefined : { kind: 'moved', hash };
  };

  const carryOut = async (turn: Turn): Promise<AppendOutcome> => {
    if (Date.now() >= turn.deadline) throw toPortError(new OutOfTime());
    tail.assertWhole();
    mayWrite();
    const beyond = (tail.latest(turn.physical)?.revision ?? -1) > turn.request.expected;
    if (beyond) return elsewhere(turn);
    return (await misplaced(turn)) ?? sent(turn);
  };

  return (request: ChainedAppend): Promise<AppendOutcome> => {
    const physical = namespace.toPhysical(request.stream);
    const called = Date.now();
    const before = turns.get(physical) ?? Promise.resolve(false);
    // While the row moves on, each has the whole time from its turn; behind one that came to nothing, from its call: a store that is away is not waited for in a row.
    const outcome = before
      .then((moving) => carryOut({ request, physical, deadline: (moving ? Date.now() : called) + budgetMs, counted: index.count() }))
      .then((decided) => {
        // Once more: whatever is acknowledged has been counted, and a seal before it too.
        mayWrite();
        return decided;
      });
    const settled = outcome.then(
      () => true,
      () => false,
    );
    turns.set(physical, settled);
    void settled.then(() => turns.get(physical) === settled && turns.delete(physical));
    return outcome;
  };
};
