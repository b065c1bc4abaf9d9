import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type EventStore, verifyChain } from '@motcua/es';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { sqliteEventStore } from '../src/index.ts';
import { expectAll, isThere, startWriting } from './child.ts';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'motcua-es-'));
  file = join(folder, 'events.sqlite');
});
afterEach(() => rmSync(folder, { recursive: true }));

const fatal = (error: Error) => {
  throw error;
};
const wholeLog = async (store: EventStore) => store.readAll({ after: 0, limit: 1_000_000 });

/** The file as the next start finds it: whole, contiguous, with everything that was acknowledged. */
const expectIntact = async (writing: ReturnType<typeof startWriting>): Promise<void> => {
  const store = await sqliteEventStore({ file, onFatal: fatal });
  try {
    const log = await wholeLog(store);
    expectAll(writing.acknowledged(), log);
    expect((await verifyChain(log)).faults).toStrictEqual([]);
    expect(log.map(({ position }) => position)).toStrictEqual(log.map((_, index) => index + 1));
  } finally {
    await store.close();
  }
};

test('what was acknowledged survives kill -9 in the midst of appending, again and again', async () => {
  for (const round of [1, 2, 3]) {
    const writing = startWriting(file, `note-${round}`);
    await writing.until((lines) => lines.length > 300 * round);
    expect(writing.child.kill('SIGKILL')).toBe(true);
    expect(await writing.ended).toStrictEqual({ code: null, signal: 'SIGKILL' });
    expect(statSync(`${file}-wal`).size).toBeGreaterThan(0);
    expect(writing.acknowledged().length).toBeGreaterThan(300 * round - 1);
    await expectIntact(writing);
  }
});

test.skipIf(!isThere('prlimit'))(
  'while the disk takes no more, appends are refused; once it does, they go on without a new start',
  async () => {
    const writing = startWriting(file, 'note');
    try {
      await writing.until((lines) => lines.length > 100);
      const limit = (bytes: string) => execFileSync('prlimit', ['--pid', String(writing.child.pid), `--fsize=${bytes}:`]);
      limit('65536');
      await writing.until((lines) => lines.filter((line) => line === '- StoreUnavailable').length >= 20);
      const before = writing.acknowledged().length;
      limit('unlimited');
      await writing.until(() => writing.acknowledged().length > before + 200);
    } finally {
      writing.child.kill('SIGKILL');
      await writing.ended;
    }
    await expectIntact(writing);
  },
);

test.skipIf(!isThere('strace'))('a failed sync ends the process, and acknowledges nothing more', async () => {
  const inject = [
    'strace',
    '-f',
    '-qq',
    '-o',
    '/dev/null',
    '-e',
    'trace=fdatasync,fsync',
    '-e',
    'inject=fdatasync,fsync:error=EIO:when=60+',
  ];
  const writing = startWriting(file, 'note', inject);
  expect(await writing.ended).toMatchObject({ code: 3 });
  expect(writing.lines.filter((line) => line.startsWith('fatal The disk does not sync'))).toHaveLength(1);
  expect(writing.lines.findLastIndex((line) => line.startsWith('note-'))).toBeLessThan(
    writing.lines.findIndex((line) => line.startsWith('fatal')),
  );
  expect(writing.acknowledged().length).toBeGreaterThan(20);
  await expectIntact(writing);
});
