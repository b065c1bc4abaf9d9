import type { Host } from '@motcua/service-kit';
import type { Channel } from '../application/ports.ts';

/** Tells what providers answer and how long they take, and, in a trace, that a message was handed over; nothing about whom or what. */
export const observedChannels = ({ metrics, telemetry }: Pick<Host, 'metrics' | 'telemetry'>): ((channel: Channel) => Channel) => {
  const answered = metrics.counter('motcua_notify_handovers_total', 'Answers of providers', ['provider', 'answer']);
  const took = metrics.histogram('motcua_notify_handover_seconds', 'Time a provider takes to answer', ['provider']);
  return (channel) => {
    const { provider } = channel;
    const send: Channel['send'] = async (message) => {
      const started = performance.now();
      const handover = await channel.send(message);
      took((performance.now() - started) / 1000, { provider });
      answered({ provider, answer: handover.kind });
      return handover;
    };
    if (!telemetry) return { ...channel, send };
    return {
      ...channel,
      send: (message) =>
        telemetry.call(
          `hand over to ${provider}`,
          { 'motcua.provider': provider },
          () => send(message),
          ({ kind }) => ({ 'motcua.answer': kind }),
        ),
    };
  };
};
