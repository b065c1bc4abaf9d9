import { done, type PublicBus } from '@motcua/bus';
import { eventually, gather, memoryCheckpoints, tell, told } from '@motcua/bus/testing';
import { rpc, type ServiceName } from '@motcua/contracts';
import { type EventStore, memoryEventStore } from '@motcua/es';
import { expect } from 'vitest';

export const reaction = (name: string, seen: number[]) => ({
  name,
  source: 'workflow' as const,
  types: ['Told.v1'],
  keyOf: () => 'a',
  handle: async ({ revision }: { revision: number }) => {
    seen.push(revision);
    return done;
  },
});

/** Everything that the four services do on the bus, each with its own credential: relay, follow, react, ask, answer, tell the neighbours. */
export const doAllThatABusDoes = async (open: (service: ServiceName) => Promise<PublicBus>, store: EventStore): Promise<void> => {
  const workflow = await open('workflow');
  const relay = await workflow.relay('workflow', store);
  await tell(store, 'dossier-a', told(1), told(2), told(3));
  await eventually('relayed', () => relay.status().position === 3);
  const ended = new AbortController();
  const tracking = await open('tracking');
  await gather(tracking.follow({ source: 'workflow', signal: ended.signal, after: { epoch: store.epoch, position: 0 } }), 3);
  ended.abort();
  const seen: number[] = [];
  const notify = await open('notify');
  const reactor = await notify.react(reaction('notify-workflow-v1', seen), {
    checkpoints: memoryCheckpoints(),
    parked: memoryEventStore(),
  });
  expect(await reactor.waitFor(3, 5_000)).toBe(true);
  expect(seen).toEqual([0, 1, 2]);
  const intake = await open('intake');
  await intake.respond(rpc.subjectKeys, async () => ({ keys: {} }));
  expect(await notify.request(rpc.subjectKeys, { dossiers: [] })).toEqual({ keys: {} });
  const said = { type: 'vn.motcua.public.told.v1', subjectId: 'a', sequence: 0, time: '2026-03-02T08:00:00+07:00', data: {} };
  const neighbours = await tracking.relayPublic(store, {
    province: 'H53',
    toPublic: ({ id, position }) => ({ ...said, id, subject: `motcua.public.H53.told.v1.a${position}` }),
  });
  await eventually('said to the neighbours', () => neighbours.status().position === 3);
  await reactor.stop();
};
