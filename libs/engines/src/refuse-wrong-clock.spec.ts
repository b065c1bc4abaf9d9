import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isClockBehind } from '@motcua/es';
import { kurrentdbDouble } from '@motcua/es-kurrentdb/testing';
import { ProcessMetrics } from '@motcua/service-kit';
import { afterEach, describe, expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { enginesConfig, openEventStore } from './index.ts';

const Config = z.object({ ...enginesConfig, MOTCUA_DATA: z.string(), MOTCUA_PROVINCE: z.string().default('H53') });
let folder = '';
afterEach(() => rm(folder, { recursive: true, force: true }));

const minute = 60_000;
const recordedAt = (id: string, at: number) => ({
  id,
  type: 'DeadlineBreached.v1',
  data: {},
  metadata: { at: new Date(at).toISOString(), actor: 'system:clock', correlationId: 'd-1', causationId: 'c-1' },
});
const filesIn = (dir: string): Record<string, string> =>
  Object.fromEntries(readdirSync(dir).map((name) => [name, readFileSync(join(dir, name)).toString('base64')]));
const places: readonly [string, () => Promise<Record<string, string>>][] = [
  ['SQLite', async () => ({})],
  [
    'a double of KurrentDB',
    async () => {
      const double = await kurrentdbDouble();
      onTestFinished(() => double.stop());
      return { MOTCUA_STORE_URL: double.url };
    },
  ],
];

describe.each(places)('a clock and the newest event, on %s', (_what, place) => {
  const observed = () => ({ metrics: new ProcessMetrics().of('workflow') });
  const given = async (...at: readonly number[]) => {
    folder = await mkdtemp(join(tmpdir(), 'motcua-engines-'));
    const settings = { MOTCUA_DATA: folder, ...(await place()) };
    const store = await openEventStore(Config.parse(settings), 'workflow', observed());
    for (const [index, recorded] of at.entries())
      await store.append('dossier-1', [recordedAt(`e-${index}`, recorded)], index === 0 ? 'absent' : index - 1);
    await store.close();
    return (others: Record<string, string> = {}) => openEventStore(Config.parse({ ...settings, ...others }), 'workflow', observed());
  };

  test('one recorded six minutes from now refuses the start: both times, what to do, and nothing is changed', async () => {
    const ahead = Date.now() + 6 * minute;
    const opened = await given(Date.now(), ahead);
    const dir = join(folder, 'workflow');
    const before = existsSync(dir) && filesIn(dir);
    const refused = await opened().then(
      () => undefined,
      (error: unknown) => error,
    );
    expect(isClockBehind(refused)).toBe(true);
    const local = new Date(ahead + 7 * 60 * minute).toISOString().slice(0, 19);
    const message = (refused as Error).message;
    expect(message).toMatch(/^the clock says \S{19}\+07:00, but the newest event of workflow was recorded at /);
    expect(message).toContain(`${local}+07:00; set the clock, or MOTCUA_CLOCK_BEHIND=start`);
    expect(existsSync(dir) && filesIn(dir)).toEqual(before);
  });

  test.each([
    ['four minutes ahead', () => [Date.now() + 4 * minute]],
    ['an old one behind one from the future', () => [Date.now() + 60 * minute, Date.now()]],
    ['none', () => []],
  ])('%s: it starts', async (_case, at) => {
    const store = await (await given(...at()))();
    expect(await store.head()).toBe(at().length);
    await store.close();
  });

  test('it starts where it is told to', async () => {
    const opened = await given(Date.now() + 60 * minute);
    const store = await opened({ MOTCUA_CLOCK_BEHIND: 'start' });
    await store.append('dossier-1', [recordedAt('later', Date.now())], 0);
    await store.close();
  });
});
