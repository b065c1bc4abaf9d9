import type { Link } from './link.ts';

const second = 1_000_000_000;
const workingEveryMs = 10_000;

/** Deliveries not acknowledged yet, by position. Kept over reconnects: only the newest delivery of a message counts. Acknowledgements are in no hurry: those of `gatherMs` travel together. */
export const deliveries = (link: Link, gatherMs: number) => {
  const waiting = new Map<number, string>();
  const say = (subject: string, word: string): void => link.now()?.publish(subject, word);
  const timer = setInterval(() => {
    for (const subject of waiting.values()) say(subject, '+WPI');
  }, workingEveryMs);
  let handled: string[] = [];
  let gathering: NodeJS.Timeout | undefined;
  const flush = (): void => {
    clearTimeout(gathering);
    gathering = undefined;
    for (const subject of handled) say(subject, '+ACK');
    handled = [];
  };
  const acknowledge = (subject: string): void => {
    handled.push(subject);
    gathering ??= setTimeout(flush, gatherMs);
  };
  return {
    hold: (position: number, subject: string): void => {
      waiting.set(position, subject);
    },
    settled(position: number): void {
      const subject = waiting.get(position);
      if (subject === undefined) return;
      waiting.delete(position);
      acknowledge(subject);
    },
    acknowledge,
    /** What was not handled comes again soon, never at once. */
    stop(): void {
      clearInterval(timer);
      flush();
      for (const subject of waiting.values()) say(subject, `-NAK {"delay":${second}}`);
      waiting.clear();
    },
  };
};
export type Deliveries = ReturnType<typeof deliveries>;
