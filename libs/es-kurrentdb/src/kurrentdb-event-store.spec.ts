import { eventStoreContract, sealContract } from '@motcua/es/testing';
import { afterAll, beforeAll } from 'vitest';
import { type KurrentdbDouble, kurrentdbDouble } from '../test/double/kurrentdb-double.ts';
import { kurrentdbEventStore } from './kurrentdb-event-store.ts';
import { kurrentdbSeal } from './seal.ts';

let double: KurrentdbDouble;
beforeAll(async () => {
  double = await kurrentdbDouble();
});
afterAll(() => double.stop());

let count = 0;
const at = (n: number) => ({ url: double.url, namespace: `contract_${n}` });
const open = (n: number) => kurrentdbEventStore(at(n));
eventStoreContract('kurrentdb (on a double)', () => open(++count), { reopen: () => open(count), ordersCalls: false });

sealContract('kurrentdb (on a double)', {
  seal: () => kurrentdbSeal(at(++count)),
  open: (options) => kurrentdbEventStore(at(count), options),
});
