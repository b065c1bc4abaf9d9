import { isGranted } from '@motcua/contracts';
import { expect, test } from 'vitest';
import { type Access, grants } from './authorisation.ts';

const handling = ['counter-officer', 'case-officer', 'signer', 'clerk', 'supervisor', 'head'];
const roles = [...handling, 'publisher', 'operator', 'auditor', 'neighbour'];

/** As the public contract says it, written down a second time on purpose: role → how far, from `H53.12` and from above. */
const contract: Readonly<Record<Access, { own: readonly string[]; above: readonly string[]; elsewhere: readonly string[] }>> = {
  read: { own: [...handling, 'auditor'], above: ['supervisor', 'head', 'auditor'], elsewhere: ['auditor'] },
  act: { own: handling, above: [], elsewhere: [] },
  'replace-link': { own: ['counter-officer'], above: [], elsewhere: [] },
};

test.each(Object.keys(contract) as Access[])('%s: exactly the roles of the contract, as far as it says', (access) => {
  const may = (agency: string) => roles.filter((role) => isGranted({ agency, roles: [role] }, grants[access], ['H53.12']));
  const { own, above, elsewhere } = contract[access];
  expect(may('H53.12')).toStrictEqual([...own]);
  expect(may('H53')).toStrictEqual([...above]);
  // Below it, beside it, and one whose code only begins alike.
  for (const agency of ['H53.12.1', 'H53.99', 'H53.1']) expect([agency, may(agency)]).toStrictEqual([agency, [...elsewhere]]);
});

test('a technical role takes nothing from the others that an officer holds', () =>
  expect(isGranted({ agency: 'H53.12', roles: ['operator', 'auditor'] }, grants.read, ['H01'])).toBe(true));
