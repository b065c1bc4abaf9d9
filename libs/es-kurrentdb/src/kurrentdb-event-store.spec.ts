import { eventStoreContract } from '@motcua/es/testing';
import { afterAll, beforeAll } from 'vitest';
import { type KurrentdbDouble, kurrentdbDouble } from '../test/double/kurrentdb-double.ts';
import { kurrentdbEventStore } from './kurrentdb-event-store.ts';

let double: KurrentdbDouble;
beforeAll(async () => {
  double = await kurrentdbDouble();
});
afterAll(() => double.stop());

let count = 0;
const open = (n: number) => kurrentdbEventStore({ url: double.url, namespace: `contract_${n}` });
eventStoreContract('kurrentdb (on a double)', () => open(++count), { reopen: () => open(count) });
