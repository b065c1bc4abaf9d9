import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { type ClamdOptions, clamdScanner, type ScannerAddress } from '../../src/adapters/virus-scanner.ts';
import { clamdDouble, type Manner, marker } from '../clamd-double.ts';
import { clamdMissing, realClamd } from '../real-clamd.ts';

if (clamdMissing !== undefined) process.stderr.write(`skipped because: ${clamdMissing}; its protocol is only tried on a double\n`);

const mebibyte = 1024 * 1024;
const scannerAt = (address: ScannerAddress, options?: ClamdOptions) => {
  const scanner = clamdScanner(address, options);
  onTestFinished(() => scanner.close());
  return scanner;
};

/** What a port of this kind promises, whoever listens. */
const scannerContract = (open: () => Promise<{ readonly address: ScannerAddress; readonly close: () => Promise<void> }>): void => {
  let clamd: Awaited<ReturnType<typeof open>>;
  beforeAll(async () => {
    clamd = await open();
  });
  afterAll(() => clamd?.close());

  test.each([
    ['nothing', Buffer.alloc(0)],
    ['one byte', Buffer.of(7)],
    ['just one chunk', Buffer.alloc(64 * 1024, 'a')],
    ['several chunks', Buffer.alloc(700 * 1024, 'b')],
  ])('%s is clean', async (_what, bytes) => expect(await scannerAt(clamd.address).scan(bytes)).toEqual({ kind: 'clean' }));

  test.each([
    ['at the beginning', 0],
    ['across two chunks', 64 * 1024 - 7],
    ['at the end', 300 * 1024],
  ])('what is known is found %s', async (_where, place) => {
    const bytes = Buffer.concat([Buffer.alloc(place, 'c'), marker]);
    const verdict = await scannerAt(clamd.address).scan(bytes);
    expect(verdict).toMatchObject({ kind: 'found', signature: expect.stringMatching(/^Motcua\.Test\.Marker/) });
  });

  test('many at once each get their own verdict', async () => {
    const scanner = scannerAt(clamd.address);
    const files = Array.from({ length: 20 }, (_, index) => (index % 2 === 0 ? marker : Buffer.alloc(1000, index)));
    const verdicts = await Promise.all(files.map((file) => scanner.scan(file)));
    expect(verdicts.map(({ kind }) => kind)).toEqual(files.map((file) => (file === marker ? 'found' : 'clean')));
  });
};

describe('clamd’s double', () => scannerContract(() => clamdDouble()));

describe.skipIf(clamdMissing)('clamd itself', () => {
  scannerContract(realClamd);

  test('gives no verdict on a file over its own limit', async () => {
    const clamd = await realClamd();
    onTestFinished(clamd.close);
    const verdict = await scannerAt(clamd.address).scan(Buffer.alloc(5 * mebibyte, 'd'));
    // Which of the two is heard depends on whether its answer or the end of the connection is read first.
    expect(verdict).toMatchObject({ kind: 'none', reason: expect.stringMatching(/^(size limit exceeded|EPIPE|ECONNRESET)$/) });
  });
});

describe('no verdict', () => {
  const short = { totalMs: 400 };
  const scanBy = async (manner: Manner) => {
    const double = await clamdDouble(manner);
    onTestFinished(double.close);
    return scannerAt(double.address, ['never', 'trickles'].includes(manner) ? short : {}).scan(Buffer.from('a paper'));
  };

  test.each<[Manner, string]>([
    ['never', 'TimeoutError'],
    ['reset', 'ECONNRESET'],
    ['hang up', 'no whole answer'],
    ['garbage', 'not understood'],
    ['trickles', 'TimeoutError'],
    ['endless', 'the answer is too long'],
    ['over the limit', 'size limit exceeded'],
  ])('where clamd answers: %s', async (manner, reason) => {
    const itAnswered = ['garbage', 'over the limit'].includes(manner);
    expect(await scanBy(manner)).toEqual({ kind: 'none', reason, ...(!itAnswered && { isAway: true }) });
  });

  test('where it reads nothing of a large file, though the connection stands', async () => {
    const server = createServer((socket) => void socket.pause().on('error', () => undefined)).listen(0, '127.0.0.1');
    await once(server, 'listening');
    onTestFinished(() => void server.close());
    const { port } = server.address() as AddressInfo;
    const verdict = await scannerAt({ host: '127.0.0.1', port }, short).scan(Buffer.alloc(20 * mebibyte));
    expect(verdict).toEqual({ kind: 'none', reason: 'TimeoutError', isAway: true });
  });

  test('where nobody listens, in the network or in the file system', async () => {
    const double = await clamdDouble();
    await double.away();
    expect(await scannerAt(double.address).scan(marker)).toEqual({ kind: 'none', reason: 'ECONNREFUSED', isAway: true });
    const nowhere = { path: join(tmpdir(), 'motcua-no-such-clamd.ctl') };
    expect(await scannerAt(nowhere).scan(marker)).toEqual({ kind: 'none', reason: 'ENOENT', isAway: true });
  });

  test('once the service ends', async () => {
    const double = await clamdDouble('never');
    onTestFinished(double.close);
    const scanner = clamdScanner(double.address);
    const asked = scanner.scan(marker);
    scanner.close();
    // Not its time-out: it was given up at once.
    expect(await asked).toEqual({ kind: 'none', reason: 'AbortError', isAway: true });
  });
});

test.each<Manner>(['byte by byte', 'slowly'])('an answer that comes %s is an answer', async (manner) => {
  const double = await clamdDouble(manner);
  onTestFinished(double.close);
  expect((await scannerAt(double.address).scan(marker)).kind).toBe('found');
});

test('four are looked at together, others wait, and who would wait too long or behind too many is told so', async () => {
  const double = await clamdDouble('never when clean');
  onTestFinished(double.close);
  const scanner = scannerAt(double.address, { totalMs: 3_000, mostWaiting: 8 });
  const asked = Promise.all(Array.from({ length: 20 }, () => scanner.scan(Buffer.from('x'))));
  // Connections are accepted in their order: once this one has its answer, whoever was let in before it is there too.
  const later = scannerAt(double.address);
  expect((await later.scan(marker)).kind).toBe('found');
  expect(double.mostAtOnce()).toBe(4 + 1);
  const reasons = (await asked).map((verdict) => verdict.kind === 'none' && verdict.reason);
  expect(reasons.filter((reason) => reason === 'too many at once')).toHaveLength(8);
  expect(reasons.filter((reason) => reason === 'TimeoutError')).toHaveLength(12);
  double.behave('well');
  expect(await scanner.scan(Buffer.from('x'))).toEqual({ kind: 'clean' });
});
