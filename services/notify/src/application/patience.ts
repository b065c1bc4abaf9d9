import { NobodyAnswers, type Outcome, RequestTimedOut, retry } from '@motcua/bus';
import { isStoreUnavailable, isVersionConflict } from '@motcua/es';

const waiting = (error: unknown): string | undefined => {
  if (isStoreUnavailable(error)) return 'the store cannot be written';
  if (isVersionConflict(error)) return 'another instance was faster';
  if (error instanceof NobodyAnswers || error instanceof RequestTimedOut) return 'intake does not answer';
  return undefined;
};

/** What is only away for a while (a full disk, intake restarting) is waited for as long as it takes; any other throw is a bug and stays one. */
export const patiently =
  <Args extends readonly unknown[]>(handle: (...args: Args) => Promise<Outcome>) =>
  async (...args: Args): Promise<Outcome> => {
    try {
      return await handle(...args);
    } catch (error) {
      const reason = waiting(error);
      if (reason === undefined) throw error;
      return retry(1_000, reason);
    }
  };
