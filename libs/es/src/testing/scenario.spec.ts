import { expect, test } from 'vitest';
import type { Decider } from '../decider.ts';
import { Rejection } from '../errors.ts';
import { scenario } from './scenario.ts';

type Lit = { type: 'Lit.v1'; data: { by: string; note?: string } };
type Dark = { type: 'Dark.v1'; data: { by: string } };
type Command = 'light' | 'both' | 'nothing' | 'refuse' | 'fail';

const lamp: Decider<number, Command, Lit | Dark> = {
  initialState: 0,
  evolve: (count) => count + 1,
  decide: (command, count) => {
    if (command === 'refuse') throw new Rejection('no-lamp', { count });
    if (command === 'fail') throw new Error('bug');
    if (command === 'nothing') return [];
    const lit: Lit = { type: 'Lit.v1', data: { by: 'a' } };
    return command === 'light' ? [lit] : [lit, { type: 'Dark.v1', data: { by: 'a' } }];
  },
};
const { given } = scenario(lamp);
const lit: Lit = { type: 'Lit.v1', data: { by: 'a' } };
const dark: Dark = { type: 'Dark.v1', data: { by: 'a' } };

test('it passes what is so', () => {
  given().when('light').then(lit);
  given(lit).when('both').then(lit, dark);
  given(lit, dark).when('nothing').thenNothing();
  given(lit, dark).when('refuse').thenRejected('no-lamp', { count: 2 });
});

test.each<[string, () => void]>([
  [
    'another value',
    () =>
      given()
        .when('light')
        .then({ type: 'Lit.v1', data: { by: 'b' } }),
  ],
  [
    'a key too many',
    () =>
      given()
        .when('light')
        .then({ type: 'Lit.v1', data: { by: 'a', note: 'x' } }),
  ],
  ['another type', () => given().when('light').then(dark)],
  ['an event too few', () => given().when('both').then(lit)],
  ['an event too many', () => given().when('light').then(lit, dark)],
  ['another order', () => given().when('both').then(dark, lit)],
  ['something for nothing', () => given().when('light').thenNothing()],
  ['events for a rejection', () => given().when('light').thenRejected('no-lamp')],
  ['another code', () => given().when('refuse').thenRejected('other')],
  ['other details', () => given(lit).when('refuse').thenRejected('no-lamp', { count: 2 })],
  ['a bug for a rejection', () => given().when('fail').thenRejected('no-lamp')],
  ['a rejection for an event', () => given().when('refuse').then(lit)],
])('it fails on %s', (_, broken) => {
  expect(broken).toThrow();
});
