import type { Recorded } from '@motcua/es';
import { attempts, type Job } from './attempts.ts';
import type { BusLogger, FeedBatch, LogPosition, Reaction, ReactorCheckpoints, RunningReactor } from './bus.ts';
import { EpochChanged } from './errors.ts';
import { type Lanes, lanes } from './lanes.ts';
import { leisure } from './leisure.ts';
import { reasonOf } from './parked-messages.ts';
import type { Parking } from './parking.ts';
import { type Watermark, watermark } from './watermark.ts';

/** Where a reactor's events come from; the adapter's side of it. */
export interface ReactorFeed {
  /** The log after a position, contiguous, as it comes. */
  open(after: LogPosition | undefined, signal: AbortSignal, isSettled: (position: number) => boolean): AsyncIterable<FeedBatch>;
  /** This position needs no delivery any more. */
  settled(position: number): void;
}

export interface ReactorLimits {
  /** A throw is a bug: so many attempts, then parked. Default 8. */
  readonly throws: number;
  /** Wait after the first throw; doubles, at most 5 s. Default 100 ms. */
  readonly backoffMs: number;
  /** A handler that asks for retries gets them this long, then it is parked. Default one hour. */
  readonly retryForMs: number;
  /** So many events may be open at once; default 512. */
  readonly open: number;
  /** The checkpoint is saved at most this often; default 500 ms. */
  readonly saveEveryMs: number;
}
export const defaultLimits: ReactorLimits = { throws: 8, backoffMs: 100, retryForMs: 3_600_000, open: 512, saveEveryMs: 500 };

/** One commit wakes all of them in one turn of the loop, and whoever waits for an answer waits for that turn. */
const defaultConcurrency = 12;

interface ReactorOptions {
  readonly reaction: Reaction;
  readonly feed: ReactorFeed;
  readonly checkpoints: ReactorCheckpoints;
  readonly parking: Parking;
  readonly logger: BusLogger;
  readonly limits?: Partial<ReactorLimits>;
  /** Whether somebody waits for a processor: a reaction that is patient then leaves it to them. Without it only this thread's loop is looked at. */
  readonly machineIsFull?: () => boolean;
}

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms).unref());

/** One run over one epoch of the source's log. */
interface Run {
  readonly epoch: string;
  readonly mark: Watermark;
  readonly lanes: Lanes<Job>;
}

export const runReactor = ({
  reaction,
  feed,
  checkpoints,
  parking,
  logger,
  limits: given,
  machineIsFull,
}: ReactorOptions): RunningReactor => {
  const limits = { ...defaultLimits, ...given };
  const types = new Set(reaction.types);
  const ended = new AbortController();
  const waiters = new Set<() => void>();
  let run: Run | undefined;
  let saved = -1;
  let makeRoom: (() => void) | undefined;
  ended.signal.addEventListener('abort', () => makeRoom?.());

  const moved = (): void => {
    for (const wake of [...waiters]) wake();
    if (makeRoom && run && run.mark.unsettled() < limits.open) makeRoom();
  };
  const settle = (of: Run, position: number): void => {
    of.mark.settle(position);
    feed.settled(position);
    if (of === run) moved();
  };

  const attempt = attempts({ reaction, parking, logger, limits });
  const newRun = (epoch: string, position: number): Run => {
    const made: Run = {
      epoch,
      mark: watermark(position),
      lanes: lanes<Job>(reaction.concurrency ?? defaultConcurrency, async (key, job) => {
        const end = await attempt(key, job);
        if (!end.again) settle(made, job.event.position);
        return end;
      }),
    };
    return made;
  };
  const keyOf = (event: Recorded): string => {
    try {
      return reaction.keyOf(event);
    } catch {
      return event.stream;
    }
  };
  const rest = reaction.patience && leisure(reaction.patience, ended.signal, machineIsFull);
  const take = async (of: Run, batch: FeedBatch): Promise<void> => {
    for (const event of batch.events) {
      const wanted = types.has(event.type);
      const pause = wanted ? rest?.(event) : undefined;
      if (pause !== undefined) await pause;
      of.mark.open(event.position);
      if (wanted) of.lanes.push(keyOf(event), { event, attempt: 0, throws: 0, firstAt: Date.now() });
      else settle(of, event.position);
    }
    of.mark.pass(batch.position);
    moved();
    if (of.mark.unsettled() < limits.open || ended.signal.aborted) return;
    await new Promise<void>((resolve) => {
      makeRoom = resolve;
    });
    makeRoom = undefined;
  };

  const save = async (): Promise<void> => {
    const of = run;
    if (!of || of.mark.value() === saved) return;
    const position = of.mark.value();
    await checkpoints.save(reaction.name, { epoch: of.epoch, position });
    saved = position;
  };
  let saving: Promise<void> = Promise.resolve();
  const timer = setInterval(() => {
    saving = saving
      .then(save)
      .catch((error: unknown) => logger.warn('checkpoint not saved', { reactor: reaction.name, reason: reasonOf(error) }));
  }, limits.saveEveryMs);

  const loadCheckpoint = async (): Promise<LogPosition | undefined> => {
    while (!ended.signal.aborted) {
      try {
        return await checkpoints.load(reaction.name);
      } catch (error) {
        logger.warn('checkpoint not readable', { reactor: reaction.name, reason: reasonOf(error) });
        await sleep(500);
      }
    }
    return undefined;
  };
  const follow = async (): Promise<void> => {
    await parking.ready();
    let after = await loadCheckpoint();
    if (after) run = newRun(after.epoch, after.position);
    while (!ended.signal.aborted) {
      try {
        for await (const batch of feed.open(after, ended.signal, (position) => run?.mark.isSettled(position) ?? false)) {
          run ??= newRun(batch.epoch, 0);
          after = { epoch: batch.epoch, position: batch.position };
          await take(run, batch);
        }
      } catch (error) {
        if (ended.signal.aborted) return;
        logger.warn('reactor starts over', { reactor: reaction.name, reason: reasonOf(error) });
        if (error instanceof EpochChanged) {
          await run?.lanes.stop();
          after = { epoch: error.epoch, position: 0 };
          saved = -1;
          run = newRun(error.epoch, 0);
        } else await sleep(500);
      }
    }
  };
  const following = follow().catch((error: unknown) => logger.error('reactor ended', { reactor: reaction.name, reason: reasonOf(error) }));

  const position = (): number => run?.mark.value() ?? 0;
  return {
    name: reaction.name,
    position,
    waitFor: (wanted, timeoutMs) =>
      new Promise((resolve) => {
        const end = (reached: boolean): void => {
          clearTimeout(timeout);
          waiters.delete(check);
          resolve(reached);
        };
        const timeout = setTimeout(() => end(false), timeoutMs);
        const check = (): void => {
          if (position() >= wanted) end(true);
        };
        waiters.add(check);
        check();
      }),
    isParked: (key) => parking.isParked(reaction.name, key),
    async stop() {
      clearInterval(timer);
      ended.abort();
      // A handler that hangs is left behind: its event is not settled and comes again.
      await Promise.race([run?.lanes.stop(), sleep(5_000)]);
      await following;
      await saving;
      await save().catch(() => undefined);
    },
  };
};
