import type { Metrics } from '@motcua/telemetry';
import type { Channel } from '../application/ports.ts';

/** Counts what providers answer and how long they take; nothing about whom or what. */
export const measuredChannels = (metrics: Metrics): ((channel: Channel) => Channel) => {
  const answered = metrics.counter('motcua_notify_handovers_total', 'Answers of providers', ['provider', 'answer']);
  const took = metrics.histogram('motcua_notify_handover_seconds', 'Time a provider takes to answer', ['provider']);
  return (channel) => ({
    ...channel,
    send: async (message) => {
      const started = performance.now();
      const handover = await channel.send(message);
      took((performance.now() - started) / 1000, { provider: channel.provider });
      answered({ provider: channel.provider, answer: handover.kind });
      return handover;
    },
  });
};
