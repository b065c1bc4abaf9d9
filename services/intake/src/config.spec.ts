import { configOf, configTable } from '@motcua/service-kit';
import { expect, test } from 'vitest';
import { IntakeConfig, refuseWrongLedgerOf } from './config.ts';

const name = 'MOTCUA_INTAKE_VIRUS_SCANNER';
const definition = { name: 'intake', config: IntakeConfig } as const;
const scannerOf = (value: string) => configOf(definition, { [name]: value })[name];

test.each([
  ['clamd://clamd:3310', { host: 'clamd', port: 3310 }],
  ['clamd://10.0.0.7', { host: '10.0.0.7', port: 3310 }],
  ['clamd://[::1]:3311/', { host: '::1', port: 3311 }],
  ['clamd:///run/clamav/clamd.ctl', { path: '/run/clamav/clamd.ctl' }],
])('%s is where clamd listens', (value, address) => expect(scannerOf(value)).toEqual(address));

test.each([
  'clamd',
  'clamd://',
  'clamd:///',
  'clamd:///run/clamav/',
  'clamd:run/clamd.ctl',
  'clamd://clamd:0',
  'clamd://clamd:99999',
  'clamd://clamd/run/clamd.ctl',
  'clamd://user:secret@clamd:3310',
  'clamd://clamd:3310?tls=true',
  'clamd:// clamd:3310',
  'http://clamd:3310',
  '/run/clamav/clamd.ctl',
])('%s is refused in one line, which does not repeat it', (value) =>
  expect(() => scannerOf(value)).toThrow(
    /^bad configuration: MOTCUA_INTAKE_VIRUS_SCANNER: clamd:\/\/host:port, or clamd:\/\/\/path of its socket$/,
  ),
);

test('nobody scans unless told to; the table says who does', () => {
  expect(scannerOf('')).toBeUndefined();
  expect(configTable('intake', [IntakeConfig], {})).toMatch(new RegExp(`${name} +–$`, 'm'));
  expect(configTable('intake', [IntakeConfig], { [name]: 'clamd://clamd:3310' })).toMatch(new RegExp(`${name} +clamd://clamd:3310$`, 'm'));
});

const url = 'mongodb://db/';

test.each([
  [
    'a ledger in a database beside keys in a file',
    { MOTCUA_INTAKE_ERASURE_LEDGER_URL: url },
    'MOTCUA_INTAKE_KEYS_URL names a database too',
  ],
  [
    'a former ledger that is not there',
    { MOTCUA_INTAKE_KEYS_URL: url, MOTCUA_INTAKE_ERASURE_LEDGER_URL: url, MOTCUA_INTAKE_ERASURE_LEDGER: '/ledger' },
    'is not there',
  ],
])('%s is refused', (_what, config, reason) => {
  expect(() => refuseWrongLedgerOf(config)).toThrow(reason);
});

test.each([
  {},
  { MOTCUA_INTAKE_KEYS_URL: url },
  { MOTCUA_INTAKE_KEYS_URL: url, MOTCUA_INTAKE_ERASURE_LEDGER: '/ledger' },
  { MOTCUA_INTAKE_KEYS_URL: url, MOTCUA_INTAKE_ERASURE_LEDGER_URL: url },
  { MOTCUA_INTAKE_KEYS_URL: url, MOTCUA_INTAKE_ERASURE_LEDGER_URL: url, MOTCUA_INTAKE_ERASURE_LEDGER: import.meta.filename },
])('%j is taken', (config) => {
  expect(() => refuseWrongLedgerOf(config)).not.toThrow();
});
