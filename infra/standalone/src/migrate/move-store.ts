import { appendRecorded, type EventStore, type Seal } from '@motcua/es';
import { publishedForAll } from '../published-for-all.ts';
import { admitSource, openTarget } from './admission.ts';
import { type LogComparison, logComparison } from './log-comparison.ts';
import { pace } from './pace.ts';
import type { Place } from './places.ts';

export interface MoveOptions {
  /** Seals the source, copies the last events, proves the copy and opens it to services. Otherwise the source stays in use. */
  readonly switching: boolean;
  readonly say: (line: string) => void;
}

/** What may be left to copy under the seal, while appends are refused: a fraction of a second. */
const fewEvents = 1_000;
/** Each round leaves only what was written while it ran. */
const maxRounds = 20;
/** An append to a KurrentDB that was on its way when the seal came may still arrive; nobody was told that it did. */
const maxLastRounds = 5;

interface Copying {
  readonly source: EventStore;
  readonly comparison: LogComparison;
  /** Copies all that is there now and was not there before. */
  copy(): Promise<void>;
}

/** Copies until little is left, comparing all that was copied before. Answers how much is left. */
const catchUp = async ({ source, comparison, copy }: Copying): Promise<number> => {
  for (let round = 0; ; round += 1) {
    await comparison.advance();
    const left = (await source.head()) - comparison.wholeUpTo();
    if (left === 0 || (round > 0 && left <= fewEvents)) return left;
    if (round === maxRounds)
      throw new Error(`${left} events are left after ${round} rounds: the source is written faster than it is copied`);
    await copy();
  }
};

/** Under the seal: the last events, then nothing may be missing. */
const finish = async ({ comparison, copy }: Copying): Promise<void> => {
  for (let round = 0; round < maxLastRounds; round += 1) {
    await copy();
    if ((await comparison.finish()) === 0) return;
  }
  throw new Error('events are still being written behind the seal');
};

/** From here on the source takes nothing. What fails before the copy is proved lifts the seal again. */
const switchOver = async (from: Place, to: Place, target: EventStore, copying: Copying, begun: Seal | undefined): Promise<void> => {
  const left: Seal = { state: 'moved', other: to.name, epoch: target.epoch };
  if (begun?.state !== 'moved') await from.seal.set({ ...left, state: 'moving' });
  try {
    await finish(copying);
  } catch (error) {
    if (begun?.state !== 'moved') await from.seal.lift('same');
    throw error;
  }
  await from.seal.set(left);
};

const copyAndSwitch = async (
  from: Place,
  to: Place,
  source: EventStore,
  target: EventStore,
  begun: Seal | undefined,
  options: MoveOptions,
) => {
  const comparison = logComparison(source, target, to.name);
  const { copied, during, rate } = pace(options.say);
  const copying: Copying = {
    source,
    comparison,
    copy: () => during(appendRecorded(target, comparison.lacking(), { forAll: publishedForAll, onAppended: copied })),
  };
  const left = await catchUp(copying);
  options.say(rate());
  const { events, streams } = comparison.copied();
  if (!options.switching) {
    options.say(
      `${events} events in ${streams} streams are there with the same hashes, ${left} were written meanwhile; the source stays in use`,
    );
    return;
  }
  const sealed = performance.now();
  await switchOver(from, to, target, copying, begun);
  const whole = comparison.copied();
  const milliseconds = Math.round(performance.now() - sealed);
  options.say(
    `${whole.events} events in ${whole.streams} streams, every chain and hash the same on both sides; sealed ${milliseconds} ms ago`,
  );
};

/** A switch that was cut off: finished with the next one, or taken back where its copy was not proved yet. */
const cutOffSwitch = async (from: Place, seal: Seal, { switching, say }: MoveOptions): Promise<Seal | undefined> => {
  if (switching) return seal;
  if (seal.state === 'moved') throw new Error(`${from.name}: its switch was cut off after all was copied; finish it with --switch`);
  await from.seal.lift('same');
  say('an unfinished switch was taken back: the source is in use again');
  return undefined;
};

/** Copies one service's events from one store to the other, as they stand, and on demand moves the service. Rejects with one line; what was copied is found by the next call. */
export const moveStore = async (from: Place, to: Place, options: MoveOptions): Promise<void> => {
  const standing = await admitSource(from, to);
  if (standing === 'gone') return options.say(`has moved before to ${to.name}`);
  const begun = standing === 'in use' ? undefined : await cutOffSwitch(from, standing, options);
  const source = await from.open();
  try {
    const target = await openTarget(from, to, source, begun);
    try {
      await copyAndSwitch(from, to, source, target, begun, options);
    } finally {
      await target.close();
    }
  } finally {
    await source.close();
  }
  if (!options.switching) return;
  await to.seal.lift('new');
  options.say(`moved: start it with the new store (${to.name})`);
};
