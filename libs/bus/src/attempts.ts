import { isStoreUnavailable, type Recorded } from '@motcua/es';
import type { BusLogger, Reaction } from './bus.ts';
import { NobodyAnswers, RequestFailed, RequestTimedOut } from './errors.ts';
import { finished, type JobEnd } from './lanes.ts';
import { type Outcome, park, retry } from './outcome.ts';
import { reasonOf } from './parked-messages.ts';
import { type Parking, parkedIdOf } from './parking.ts';

/** An event on its way through a reactor. */
export interface Job {
  readonly event: Recorded;
  attempt: number;
  throws: number;
  readonly firstAt: number;
}

interface AttemptsOptions {
  readonly reaction: Reaction;
  readonly parking: Parking;
  readonly logger: BusLogger;
  readonly limits: { readonly throws: number; readonly backoffMs: number; readonly retryForMs: number };
}

/** Not a bug but a neighbour or a disk that is away: tried again without counting as a throw. */
const isPassing = (error: unknown): boolean =>
  isStoreUnavailable(error) ||
  error instanceof NobodyAnswers ||
  error instanceof RequestTimedOut ||
  (error instanceof RequestFailed && error.isPassing);

/** One attempt at a job: handled, to be tried again, or parked in the service's own store. `finished` means settled. */
export const attempts = ({ reaction, parking, logger, limits }: AttemptsOptions) => {
  const judge = async (key: string, job: Job): Promise<Outcome> => {
    if (parking.isParked(reaction.name, key)) return park(`waits behind ${parking.index.lane(reaction.name, key)[0]}`);
    job.attempt += 1;
    try {
      return await reaction.handle(job.event, job.attempt);
    } catch (error) {
      const reason = reasonOf(error);
      const { stream, revision, type } = job.event;
      logger.warn('reaction threw', { reactor: reaction.name, stream, revision, type, attempt: job.attempt, reason });
      if (isPassing(error)) return retry(1_000, reason);
      job.throws += 1;
      return job.throws >= limits.throws ? park(reason) : retry(Math.min(5_000, limits.backoffMs * 2 ** (job.throws - 1)), reason);
    }
  };
  return async (key: string, job: Job): Promise<JobEnd> => {
    const { event } = job;
    // Parked before a crash kept it from being settled, or parked and replayed since.
    if (parking.index.knows(parkedIdOf(reaction.name, event.id))) return finished;
    let outcome = await judge(key, job);
    if (outcome.kind === 'retry' && Date.now() - job.firstAt > limits.retryForMs) outcome = park(`no end of retries: ${outcome.reason}`);
    if (outcome.kind === 'retry') return { again: true, afterMs: outcome.afterMs };
    if (outcome.kind === 'park') {
      try {
        await parking.park({ reactor: reaction.name, key, reason: outcome.reason, service: reaction.source, event });
      } catch (error) {
        logger.error('message not parked yet', { reactor: reaction.name, reason: reasonOf(error) });
        return { again: true, afterMs: 1_000 };
      }
    }
    return finished;
  };
};
