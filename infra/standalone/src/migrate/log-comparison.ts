import { chainWalk, type EventStore, type Recorded, type StreamHead, wholeLog } from '@motcua/es';

/**
 * Compares a log and its copy stream by stream; the copy may have the streams in another order. A hash covers all that went before it, so two streams are the same
 * where the copy's chain holds and both end in the same hash. Goes on from where it stood: each side is read once, what is copied by the way of `lacking`.
 * Keeps the heads of all streams. `name`: the copy's, for what is wrong with it.
 */
export const logComparison = (source: EventStore, target: EventStore, name: string) => {
  // What is copied gets its hash anew from its content, in the target; and that is read again and walked whole.
  const original = { store: source, walk: chainWalk({ linksOnly: true }), at: 0 };
  const copy = { store: target, walk: chainWalk(), at: 0 };
  /** Where streams of the copy end that the original has not shown yet. */
  const ahead = new Map<string, StreamHead>();
  /** Streams whose copy ends before what was read of the original, with the position of the first event that it lacks. */
  const behind = new Map<string, number>();

  const refuse = (what: string): never => {
    throw new Error(`${name}: ${what}`);
  };
  const step = (side: typeof original, which: 'original' | 'copy', event: Recorded): void => {
    const fault = side.walk.step(event);
    if (fault !== undefined) refuse(`${event.stream}@${event.revision} of the ${which}: its chain does not hold (${fault.fault})`);
    side.at = event.position;
  };
  const assertSame = ({ stream, revision, hash }: Recorded, other: StreamHead): void => {
    if (hash !== other.hash) refuse(`${stream}@${revision} is another event than in the original`);
  };

  const meetCopy = (event: Recorded): void => {
    step(copy, 'copy', event);
    const there = original.walk.headOf(event.stream);
    if (there === undefined || there.revision < event.revision) ahead.set(event.stream, { revision: event.revision, hash: event.hash });
    else if (there.revision === event.revision) {
      assertSame(event, there);
      behind.delete(event.stream);
    }
  };
  const meetOriginal = (event: Recorded): void => {
    step(original, 'original', event);
    const there = ahead.get(event.stream);
    if (there?.revision === event.revision) {
      assertSame(event, there);
      ahead.delete(event.stream);
    } else if (there === undefined && !behind.has(event.stream)) behind.set(event.stream, event.position);
  };
  const readCopy = async (): Promise<void> => {
    for await (const event of wholeLog(target, { after: copy.at })) meetCopy(event);
  };
  const readOriginal = async (enough: () => boolean): Promise<void> => {
    for await (const event of wholeLog(source, { after: original.at })) {
      if (enough()) return;
      meetOriginal(event);
    }
  };
  const refuseForeign = (): void => {
    for (const [stream, { revision }] of ahead)
      refuse(`it holds events that the original does not have, in ${ahead.size} streams, ${stream}@${revision} for one`);
  };
  /** Position in the original behind which the copy may lack something. */
  const wholeUpTo = (): number => {
    let whole = original.at;
    for (const position of behind.values()) whole = Math.min(whole, position - 1);
    return whole;
  };

  return {
    wholeUpTo,
    /** Reads all that the copy has, and of the original as far as that reaches. Throws where the copy holds anything else. */
    advance: async (): Promise<void> => {
      await readCopy();
      await readOriginal(() => ahead.size === 0);
      refuseForeign();
    },
    /** What the copy lacks of the original as it is now, in its order: to be appended to the copy by whoever takes it. */
    lacking: async function* (): AsyncGenerator<Recorded, void> {
      for await (const event of wholeLog(source, { after: wholeUpTo() })) {
        if (event.position > original.at) meetOriginal(event);
        if (event.revision > (copy.walk.headOf(event.stream)?.revision ?? -1)) yield event;
      }
    },
    /** Reads both to their ends; answers in how many streams the copy lacks something. */
    finish: async (): Promise<number> => {
      await readOriginal(() => false);
      await readCopy();
      refuseForeign();
      return behind.size;
    },
    copied: () => copy.walk.walked(),
  };
};
export type LogComparison = ReturnType<typeof logComparison>;
