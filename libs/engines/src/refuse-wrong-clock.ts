import type { ServiceName } from '@motcua/contracts';
import { ClockBehind, type EventStore } from '@motcua/es';
import type { EnginesConfig } from './config.ts';

/** Clocks of servers that are set over the network differ by less; another instance may have written a moment ago. */
const toleratedMs = 5 * 60_000;

const told = (at: number): string => `${new Date(at + 7 * 3_600_000).toISOString().slice(0, 19)}+07:00`;

/**
 * Throws `ClockBehind` where the newest event of a store was recorded more than five minutes after `now` (ms since 1970): one of the two clocks is wrong, and
 * what is recorded by a wrong one stays. By position, since that is the order in which events were recorded.
 */
export const refuseWrongClock = async (
  store: Pick<EventStore, 'head' | 'readAll'>,
  service: ServiceName,
  { MOTCUA_CLOCK_BEHIND: answer }: Pick<EnginesConfig, 'MOTCUA_CLOCK_BEHIND'>,
  now: number,
): Promise<void> => {
  const head = await store.head();
  if (answer === 'start' || head === 0) return;
  const [newest] = await store.readAll({ after: head - 1, limit: 1 });
  const recorded = Date.parse(newest?.metadata.at ?? '');
  if (!(recorded - now > toleratedMs)) return;
  throw new ClockBehind(
    `the clock says ${told(now)}, but the newest event of ${service} was recorded at ${told(recorded)}; set the clock, or MOTCUA_CLOCK_BEHIND=start where the event's time is the wrong one`,
  );
};
