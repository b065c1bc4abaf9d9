import { expect, test } from 'vitest';
import { refuseLedgersThatDiffer } from './config.ts';

const url = 'mongodb://db/';

test.each([
  [
    'a ledger in a database beside keys in a file',
    { MOTCUA_INTAKE_ERASURE_LEDGER_URL: url },
    'MOTCUA_INTAKE_KEYS_URL names a database too',
  ],
  [
    'two ledgers',
    { MOTCUA_INTAKE_KEYS_URL: url, MOTCUA_INTAKE_ERASURE_LEDGER_URL: url, MOTCUA_INTAKE_ERASURE_LEDGER: '/ledger' },
    'only one of them',
  ],
])('%s is refused', (_what, config, reason) => {
  expect(() => refuseLedgersThatDiffer(config)).toThrow(reason);
});

test.each([
  {},
  { MOTCUA_INTAKE_KEYS_URL: url },
  { MOTCUA_INTAKE_KEYS_URL: url, MOTCUA_INTAKE_ERASURE_LEDGER: '/ledger' },
  { MOTCUA_INTAKE_KEYS_URL: url, MOTCUA_INTAKE_ERASURE_LEDGER_URL: url },
])('%j is taken', (config) => {
  expect(() => refuseLedgersThatDiffer(config)).not.toThrow();
});
