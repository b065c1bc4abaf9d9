import { memoryEventStore } from '@motcua/es';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PublicBus } from '../bus.ts';
import { feedContract } from './feed-contract.ts';
import { reactorContract } from './reactor-contract.ts';
import { requestContract } from './request-contract.ts';
import { eventually, tell, told } from './story.ts';

/** A network for one test: buses of several services that reach one another. Reactors there retry fast (limits as in `quickLimits`). */
export interface BusUnderTest {
  open(service: 'intake' | 'workflow' | 'notify' | 'tracking'): Promise<PublicBus>;
  /** Subjects said to the neighbours, in order. */
  publicSubjects(): Promise<readonly string[]>;
  close(): Promise<void>;
}
export const quickLimits = { throws: 3, backoffMs: 5, saveEveryMs: 20 };

/** What every bus keeps; run on each adapter. */
export const busContract = (name: string, open: () => Promise<BusUnderTest>): void => {
  describe(`${name} keeps the contract of a bus`, () => {
    let under: BusUnderTest;
    beforeEach(async () => {
      under = await open();
    });
    afterEach(() => under.close());
    const bus = (service: 'intake' | 'workflow' | 'notify' | 'tracking'): Promise<PublicBus> => under.open(service);

    requestContract(bus);
    feedContract(bus);
    reactorContract(bus);

    it('says what its relay has on the tail, never more than that and never less than before', async () => {
      const store = memoryEventStore();
      const said: number[] = [];
      const relay = await (await bus('workflow')).relay('workflow', store, (position) => said.push(position));
      const first = await tell(store, 'dossier-a', told(1), told(2));
      await eventually('the first two', () => said.at(-1) === first);
      const last = await tell(store, 'dossier-b', told(3));
      await eventually('the third', () => said.at(-1) === last);
      expect(said).toEqual([...said].sort((a, b) => a - b));
      expect(Math.max(...said)).toBe(last);
      await relay.stop();
    });

    it('says to the neighbours what is translated, in order, and nothing else', async () => {
      const store = memoryEventStore();
      const tracking = await bus('tracking');
      await tell(store, 'log-a', told(1), told(2, 'Kept.v1'), told(3));
      const relay = await tracking.relayPublic(store, {
        province: 'H53',
        toPublic: (event) =>
          event.type === 'Told.v1'
            ? {
                subject: `motcua.public.H53.told.v1.a${event.position}`,
                type: 'vn.motcua.public.told.v1',
                id: event.id,
                subjectId: 'a',
                sequence: event.revision,
                time: event.metadata.at,
                data: event.data,
              }
            : undefined,
      });
      await eventually('two public messages', async () => (await under.publicSubjects()).length >= 2);
      await tell(store, 'log-a', told(4));
      await eventually('the third', async () => (await under.publicSubjects()).length >= 3);
      expect(await under.publicSubjects()).toEqual([1, 3, 4].map((n) => `motcua.public.H53.told.v1.a${n}`));
      const last = await tell(store, 'log-a', told(5, 'Kept.v1'));
      await eventually('what is not for them holds nothing up', () => relay.status().position === last);
      await relay.stop();
    });
  });
};
