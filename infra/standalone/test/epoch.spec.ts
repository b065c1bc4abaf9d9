import { services } from '@motcua/contracts';
import { kurrentdbEventStore } from '@motcua/es-kurrentdb';
import { type KurrentdbDouble, kurrentdbDouble } from '@motcua/es-kurrentdb/testing';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { epoch } from '../src/commands/epoch.ts';

let double: KurrentdbDouble;
beforeEach(async () => {
  double = await kurrentdbDouble();
});
afterEach(() => double.stop());

const epochOf = async (service: string): Promise<string> => {
  const store = await kurrentdbEventStore({ url: double.url, namespace: `h53_${service}` });
  await store.close();
  return store.epoch;
};
const epochs = (): Promise<string[]> => Promise.all(services.map(epochOf));

test('all services, or the one that is named, get a new epoch', async () => {
  const before = await epochs();
  expect(await epoch(['--store', double.url, '--service', 'intake'])).toBe(0);
  const one = await epochs();
  expect(services.filter((_, at) => before[at] !== one[at])).toStrictEqual(['intake']);
  expect(await epoch(['--store', double.url])).toBe(0);
  const all = await epochs();
  expect(services.filter((_, at) => one[at] === all[at])).toStrictEqual([]);
});

test('a store that is not there is not made, and a service that is none is refused', async () => {
  await expect(epoch(['--store', double.url])).rejects.toThrow('there is no event store of this name');
  await expect(epoch(['--store', double.url, '--service', 'mail'])).rejects.toThrow('--service is one of');
  await expect(epoch([])).rejects.toThrow('epoch --store');
  expect(double.log.all.filter(({ stream }) => stream.startsWith('motcua_'))).toHaveLength(0);
});
