import { constants } from 'node:os';

/** How to end what is running now and would outlive the bench. */
const running = new Set<() => Promise<void>>();
let interrupted = false;

/** To be called as soon as there is something to end: a signal ends it too, should it come first. Answers the stop to call instead, which ends it once. */
export const endsWithBench = (stop: () => Promise<void>): (() => Promise<void>) => {
  let ending: Promise<void> | undefined;
  const end = (): Promise<void> => {
    ending ??= stop().finally(() => running.delete(end));
    return ending;
  };
  running.add(end);
  // What was about to be started when the signal came.
  if (interrupted) void end();
  return end;
};

/** The number of the first signal. More of them change nothing: Ctrl-C reaches us from the terminal and from whoever started us. */
const signalled = (): Promise<number> =>
  new Promise((resolve) => {
    for (const signal of ['SIGHUP', 'SIGINT', 'SIGTERM'] as const) process.on(signal, () => resolve(constants.signals[signal]));
  });

/** Works to the end, or to a signal: then ends what was started and exits as a shell expects it. */
export const untilInterrupted = async (work: () => Promise<void>): Promise<void> => {
  const signal = await Promise.race([work(), signalled()]);
  if (signal === undefined) return;
  // Whatever is still being measured fails now that its system goes away, and must not end us before that has ended.
  for (const event of ['uncaughtException', 'unhandledRejection'] as const) process.on(event, () => undefined);
  process.stderr.write('interrupted: ending what was started …\n');
  interrupted = true;
  while (running.size > 0) await Promise.allSettled([...running].map((end) => end()));
  process.exit(128 + signal);
};
