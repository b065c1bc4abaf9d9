import { expect, test } from 'vitest';
import { findAt } from './find-status.ts';
import type { TrackingPorts } from './ports.ts';

type Statuses = TrackingPorts['statuses'];
const document = { id: 'd-1', rendered: '{}', keys: {}, state: {}, checkpoints: {} } as never;
const wanted = { position: { service: 'workflow', position: 3 }, waitMs: 50 } as const;
const statuses = (waits: Partial<Statuses>): { statuses: Statuses } => ({
  statuses: { waitFor: async () => 'passed', waitForDocument: async () => 'passed', ...waits } as Statuses,
});

test('a dossier that comes while it is waited for, and is parked, is not shown as if it had come so far', async () => {
  const finds = [undefined, document];
  const found = await findAt(statuses({ waitForDocument: async () => 'parked' }), wanted, async () => finds.shift());
  expect(found).toBe('not-yet-visible');
});

test('one that comes while it is waited for is shown; one that does not come is unknown only once the position has passed', async () => {
  const finds = [undefined, document, { ...(document as object), rendered: '"later"' } as never];
  expect(await findAt(statuses({}), wanted, async () => finds.shift())).toMatchObject({ id: 'd-1', rendered: '"later"' });
  expect(await findAt(statuses({}), wanted, async () => undefined)).toBe('not-found');
  expect(await findAt(statuses({ waitFor: async () => 'timeout' }), wanted, async () => undefined)).toBe('not-yet-visible');
});
