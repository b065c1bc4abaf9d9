import { type EventStore, eventIdOf, memoryEventStore } from '@motcua/es';
import type { Projection } from '../projection.ts';

/** Counts what each source said, so that the order of the sources does not matter. */
export interface Tally {
  readonly intake: readonly number[];
  readonly workflow: readonly number[];
}
export const tally: Projection<Tally> = {
  name: 'test-tally',
  version: 1,
  sources: ['intake', 'workflow'],
  indexes: { sum: { keys: ['sum'] } },
  documentsOf: (_source, { stream }) => (stream.startsWith('noise') ? [] : [stream.split('-')[1] ?? '']),
  evolve(state = { intake: [], workflow: [] }, event, _opened, source) {
    const { value } = event.data as { value: number };
    if (value < 0) throw new RangeError('poison');
    return value === 999 ? undefined : { ...state, [source]: [...state[source as 'intake'], value] };
  },
  render: (state, parked) => ({
    rendered: JSON.stringify({ ...state, stale: parked }),
    keys: { sum: [...state.intake, ...state.workflow].reduce((a, b) => a + b, 0) },
  }),
};

let ids = 0;
export const metadata = { at: '2026-11-23T09:00:00+07:00', actor: 'system:test', correlationId: 'c', causationId: 'c' };
/** Answers the position. */
export const append = async (store: EventStore, stream: string, ...values: readonly number[]): Promise<number> => {
  let revision = -1;
  for await (const event of store.read(stream)) revision = event.revision;
  ids += 1;
  const events = values.map((value, index) => ({ id: eventIdOf(`command-${ids}`, index), type: 'Said.v1', data: { value }, metadata }));
  return (await store.append(stream, events, revision < 0 ? 'absent' : revision)).position;
};

export const stores = () => ({ intake: memoryEventStore(), workflow: memoryEventStore() });
