import { someEvent } from '@motcua/es/testing';
import { expect, test } from 'vitest';
import { kurrentdbEventStore, kurrentdbSeal, newKurrentdbEpoch } from '../src/index.ts';
import { kurrentdbDouble } from './double/kurrentdb-double.ts';

const sealed = { state: 'moving', other: 'the other store', epoch: 'its epoch' } as const;

test('an append that reaches the server behind a seal is not acknowledged, though nobody has told the instance of it', async () => {
  const double = await kurrentdbDouble();
  const at = { url: double.url, namespace: 'sealed' };
  const store = await kurrentdbEventStore(at);
  await store.append('note-1', [someEvent('a')], 'absent');
  double.freeze();
  await kurrentdbSeal(at).set(sealed);
  const { appends } = double.seen;
  await expect(store.append('note-1', [someEvent('b')], 0)).rejects.toThrow('on their way to the other store');
  expect(double.seen.appends).toBe(appends + 1);
  expect(double.log.ofStream('sealed.note-1')).toHaveLength(2);
  // Now it knows, and sends nothing more.
  await expect(store.append('note-1', [someEvent('b')], 0)).rejects.toThrow('on their way to the other store');
  expect(double.seen.appends).toBe(appends + 1);
  double.thaw();
  await store.close();
  await double.stop();
});

test('a seal of a namespace that begins with the same letters is none of ours', async () => {
  const double = await kurrentdbDouble();
  const at = { url: double.url, namespace: 'sealed' };
  const store = await kurrentdbEventStore(at);
  const longer = kurrentdbSeal({ ...at, namespace: 'sealed2' });
  await longer.set(sealed);
  expect(await store.append('note-1', [someEvent('a')], 'absent')).toMatchObject({ revision: 0, position: 1 });
  expect(await longer.read()).toStrictEqual(sealed);
  await store.close();
  await double.stop();
});

test('a new epoch after a restore does not open a store that was left', async () => {
  const double = await kurrentdbDouble();
  const at = { url: double.url, namespace: 'sealed' };
  await kurrentdbSeal(at).set({ ...sealed, state: 'moved' });
  const epoch = await newKurrentdbEpoch(at);
  await expect(kurrentdbEventStore(at)).rejects.toThrow('its events have moved to the other store');
  const store = await kurrentdbEventStore(at, { despiteSeal: true });
  expect(store.epoch).toBe(epoch);
  await store.close();
  await double.stop();
});
