import { expect, test } from 'vitest';
import { tailSettings, tailsBesideServices } from './tail-settings.ts';

test('beside the services tails are in memory, unless they are told otherwise or are too large for it', () => {
  expect(tailsBesideServices({})).toEqual({ tailStorage: 'memory', replicas: 1 });
  expect(tailsBesideServices({ MOTCUA_NATS_TAIL_BYTES: '16384' })).toMatchObject({ tailStorage: 'memory', tailBytes: 16_384 });
  expect(tailsBesideServices({ MOTCUA_NATS_TAIL_BYTES: '2147483648' })).toMatchObject({ tailStorage: 'file' });
  expect(tailsBesideServices({ MOTCUA_NATS_TAIL_BYTES: '2147483648', MOTCUA_NATS_TAIL_STORAGE: 'memory' })).toMatchObject({
    tailStorage: 'memory',
  });
  expect(tailsBesideServices({ MOTCUA_NATS_TAIL_STORAGE: 'file' })).toMatchObject({ tailStorage: 'file' });
});

test('one server keeps each stream once, whatever is meant for a cluster', () => {
  expect(tailsBesideServices({ MOTCUA_NATS_TAIL_REPLICAS: '3' }).replicas).toBe(1);
  expect(tailSettings({ MOTCUA_NATS_TAIL_REPLICAS: '3' })).toEqual({ replicas: 3 });
});

test.each([{ MOTCUA_NATS_TAIL_BYTES: 'much' }, { MOTCUA_NATS_TAIL_STORAGE: 'tape' }, { MOTCUA_NATS_TAIL_REPLICAS: '2' }])(
  'what cannot be meant is refused: %o',
  (env) => {
    expect(() => tailSettings(env)).toThrow(Object.keys(env)[0]);
  },
);
