import { pause } from './link.ts';
import type { LogPage, LogReader } from './log-read.ts';

/** The owner's log, page after page; while the owner is away, waits and asks again. */
export const patientLog = (log: LogReader, signal: AbortSignal) => {
  const patiently = async (after: number): Promise<LogPage | undefined> => {
    for (let waitMs = 100; !signal.aborted; waitMs = Math.min(1_000, waitMs * 2)) {
      try {
        return await log.after(after, signal);
      } catch {
        await pause(waitMs, signal);
      }
    }
    return undefined;
  };
  return {
    /** The next page is fetched while this one is worked on. Ends only with the signal or when the reader stops. */
    async *pages(after: number): AsyncGenerator<LogPage, void> {
      let coming = patiently(after);
      for (;;) {
        const page = await coming;
        if (!page) return;
        const last = page.events.at(-1)?.position;
        if (last !== undefined && last < page.head) coming = patiently(last);
        yield page;
        if (last === undefined || last >= page.head) return;
      }
    },
  };
};
