import { expect, test } from 'vitest';
import { type Action, grants, hasRole, mayDo } from './authorisation.ts';

const roles = ['counter-officer', 'case-officer', 'signer', 'clerk', 'supervisor', 'head', 'publisher', 'operator', 'auditor', 'neighbour'];

/** As the public contract says it, written down a second time on purpose. */
const contract: Readonly<Record<Action, readonly string[]>> = {
  accept: ['counter-officer'],
  refuse: ['counter-officer'],
  forward: ['counter-officer'],
  assign: ['supervisor', 'head'],
  'complete-step': ['case-officer'],
  'request-supplement': ['case-officer', 'counter-officer'],
  'issue-result': ['signer'],
  'return-result': ['counter-officer', 'clerk'],
  read: ['counter-officer', 'case-officer', 'signer', 'clerk', 'supervisor', 'head', 'auditor'],
  publish: ['publisher'],
  operate: ['operator'],
};
const actions = Object.keys(contract) as Action[];

test.each(actions)('%s: exactly the roles of the contract, at their own agency', (action) => {
  for (const role of roles) {
    const asker = { agency: 'H53.12', roles: [role] };
    expect([role, hasRole(asker, action)]).toStrictEqual([role, contract[action].includes(role)]);
    expect([role, mayDo(asker, action, ['H53.12'])]).toStrictEqual([role, contract[action].includes(role)]);
  }
});

test.each(actions.filter((action) => !['read', 'publish', 'operate'].includes(action)))('%s: nobody of another agency', (action) => {
  for (const agency of ['H53.99', 'H53', 'H53.1', 'H53.12.1']) expect(mayDo({ agency, roles }, action, ['H53.12'])).toBe(false);
});

test('reading: supervisor and head below their agency, the auditor everywhere, the others at home', () => {
  const may = (role: string, agency: string, of: string) => mayDo({ agency, roles: [role] }, 'read', [of]);
  for (const role of ['supervisor', 'head']) {
    expect(may(role, 'H53', 'H53.12')).toBe(true);
    expect(may(role, 'H53.12', 'H53')).toBe(false);
    // A code that only begins alike is not below.
    expect(may(role, 'H53.1', 'H53.12')).toBe(false);
  }
  expect(may('counter-officer', 'H53', 'H53.12')).toBe(false);
  expect(may('auditor', 'H01', 'H53.12')).toBe(true);
});

test('the receiving agency works on it as the competent one does', () =>
  expect(mayDo({ agency: 'H53.99', roles: ['counter-officer'] }, 'return-result', ['H53.12', 'H53.99'])).toBe(true));

test('every action has somebody', () => {
  for (const action of actions) expect(grants[action].length).toBeGreaterThan(0);
});
