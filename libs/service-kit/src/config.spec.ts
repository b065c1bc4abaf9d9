import { expect, test } from 'vitest';
import { z } from 'zod';
import { BadConfiguration, configOf, configTable, serviceConfig } from './config.ts';
import type { ServiceDefinition } from './service.ts';

const definition = (config: z.ZodType): ServiceDefinition => ({
  name: 'trial-issuer',
  config,
  open: () => Promise.reject(new Error('not opened here')),
});
const Config = z.object({
  ...serviceConfig,
  MOTCUA_TRIAL_ISSUER_SECRET: z.string().meta({ secret: true }).optional(),
  MOTCUA_TRIAL_ISSUER_TTL: z.string().regex(/^\d+$/, 'seconds').default('60'),
});

const refusalOf = (env: Record<string, string>): readonly string[] => {
  try {
    configOf(definition(Config), env);
    return [];
  } catch (error) {
    return error instanceof BadConfiguration ? error.problems : ['another error'];
  }
};

test('nobody gets a trial without asking for one', () =>
  expect(z.object({ MOTCUA_ENV: serviceConfig.MOTCUA_ENV }).parse({})).toStrictEqual({ MOTCUA_ENV: 'production' }));

test('defaults fill what is not set, and an empty variable is not set', () => {
  expect(configOf(definition(Config), { MOTCUA_PROVINCE: '', HOME: '/' })).toMatchObject({
    MOTCUA_PROVINCE: 'H53',
    MOTCUA_TRIAL_ISSUER_TTL: '60',
  });
});

test('every bad variable has its line, without its value', () => {
  const lines = refusalOf({
    MOTCUA_PROVINCE: 'hanoi',
    MOTCUA_PUBLIC_URL: 'ftp://x',
    MOTCUA_TRIAL_ISSUER_TTL: 'long',
    MOTCUA_TRIAL_ISSUER_TLL: '1',
  });
  expect(lines.map((line) => line.split(':')[0])).toStrictEqual([
    'MOTCUA_PROVINCE',
    'MOTCUA_PUBLIC_URL',
    'MOTCUA_TRIAL_ISSUER_TTL',
    'MOTCUA_TRIAL_ISSUER_TLL',
  ]);
  expect(lines.join()).not.toMatch(/hanoi|ftp|long/);
});

test('of the ways to show who one is on the bus only one is taken, and a certificate comes with its key', () => {
  expect(refusalOf({ MOTCUA_NATS_USER: 'intake', MOTCUA_NATS_CREDS_FILE: '/creds', MOTCUA_NATS_KEY_FILE: '/key' })).toStrictEqual([
    'MOTCUA_NATS_USER, MOTCUA_NATS_CREDS_FILE: only one of them',
    'MOTCUA_NATS_CERT_FILE, MOTCUA_NATS_KEY_FILE: both or neither',
  ]);
  expect(refusalOf({ MOTCUA_NATS_NKEY_FILE: '/nkey', MOTCUA_NATS_CERT_FILE: '/cert', MOTCUA_NATS_KEY_FILE: '/key' })).toStrictEqual([]);
});

test('a transformed schema still knows its names and its secrets', () => {
  const piped = Config.transform((config) => ({ ...config, extra: true }));
  expect(() => configOf(definition(piped), { MOTCUA_TRIAL_ISSUER_TTL: '5' })).not.toThrow();
  const table = configTable('x', [piped], { MOTCUA_TRIAL_ISSUER_SECRET: 'hidden', MOTCUA_DATA: 'here' });
  expect(table).toMatch(/MOTCUA_TRIAL_ISSUER_SECRET\s+\*+\n/);
  expect(table).toMatch(/MOTCUA_DATA\s+here/);
  expect(table).not.toContain('hidden');
});
