import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { Server, ServerCredentials } from '@grpc/grpc-js';
import { someEvent } from '@motcua/es/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { kurrentdbEventStore, newKurrentdbEpoch } from '../src/index.ts';
import { kurrentdbDouble } from './double/kurrentdb-double.ts';

/** The promise to whoever deploys: a start that cannot succeed ends, with its reason, in this time. Not a measure of speed. */
const refusedWithinMs = 5_000;

/** What a refusal says, in how many milliseconds; fails where it is not one line or shows the password. */
const refusalOf = async (url: string): Promise<{ text: string; milliseconds: number }> => {
  const start = performance.now();
  const refused = await kurrentdbEventStore({ url, namespace: 'opening' }).then(
    () => expect.fail('it opened'),
    (error: Error) => error,
  );
  expect(refused.name).toBe('StoreRefused');
  expect(refused.message).not.toMatch(/\n|geheim/);
  return { text: refused.message, milliseconds: performance.now() - start };
};

test.each(['http://admin:geheim@127.0.0.1:2113', 'esdb://', 'kurrentdb://admin:geheim@', 'mongodb://x', 'events.sqlite'])(
  '"%s" is no connection string',
  async (url) => {
    expect((await refusalOf(url)).text).toContain('not a connection string');
  },
);

test('a certificate that is not there is named', async () => {
  const refused = await refusalOf('kurrentdb://admin:geheim@127.0.0.1:9?tls=true&tlsCAFile=/nowhere/ca.pem');
  expect(refused.text).toContain('certificate');
});

test('a name that is no namespace is refused', async () => {
  await expect(kurrentdbEventStore({ url: 'esdb://127.0.0.1:1?tls=false', namespace: 'a-b' })).rejects.toBeInstanceOf(RangeError);
});

test.each(['esdb+discover', 'kurrentdb'])('nobody there (%s): said within five seconds', async (scheme) => {
  const { text, milliseconds } = await refusalOf(`${scheme}://admin:geheim@127.0.0.1:9?tls=false`);
  expect(text).toContain('not to be reached');
  expect(milliseconds).toBeLessThan(refusedWithinMs);
});

test('another gRPC server is not taken for one', async () => {
  const server = new Server();
  const port = await new Promise<number>((resolve) =>
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (_, bound) => resolve(bound)),
  );
  expect((await refusalOf(`esdb://127.0.0.1:${port}?tls=false`)).text).toContain('neither an EventStoreDB 20 or newer nor a KurrentDB');
  server.forceShutdown();
});

test('a store that is still electing its leader is waited for, one that never does is refused', async () => {
  const double = await kurrentdbDouble();
  double.faults.next('read', 'leaderless', 'not-ready', 'leaderless');
  const store = await kurrentdbEventStore({ url: double.url, namespace: 'opening' });
  await store.close();
  expect(double.faults.happened).toHaveLength(3);
  double.faults.always('leaderless');
  const { text, milliseconds } = await refusalOf(double.url);
  expect(text).toContain('No leader');
  expect(milliseconds).toBeLessThan(refusedWithinMs);
  await double.stop();
});

test('of several that come first at once, one mints the epoch; the next is minted on demand', async () => {
  const double = await kurrentdbDouble();
  const at = { url: double.url, namespace: 'opening' };
  await expect(newKurrentdbEpoch(at)).rejects.toThrow('no event store of this name');
  const stores = await Promise.all(Array.from({ length: 5 }, () => kurrentdbEventStore(at)));
  expect(new Set(stores.map(({ epoch }) => epoch)).size).toBe(1);
  for (const store of stores) await store.close();
  const next = await newKurrentdbEpoch(at);
  expect(next).not.toBe(stores[0]?.epoch);
  const again = await kurrentdbEventStore(at);
  expect(again.epoch).toBe(next);
  await again.close();
  await double.stop();
});

const openssl = (...args: string[]): boolean => {
  try {
    execFileSync('openssl', args, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
};
const hasOpenssl = openssl('version');
test.runIf(!hasOpenssl)('openssl is missing, and that is said', () => {
  process.stderr.write('\nSKIPPED, TLS and credentials of the KurrentDB adapter: no openssl to make a certificate with\n');
});

describe.runIf(hasOpenssl)('over TLS, with credentials', () => {
  const folder = mkdtempSync(join(tmpdir(), 'motcua-es-'));
  const [key, certificate] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  let double: Awaited<ReturnType<typeof kurrentdbDouble>>;
  beforeAll(async () => {
    const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'];
    openssl(
      'req',
      '-x509',
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:P-256',
      '-nodes',
      '-days',
      '2',
      ...subject,
      '-keyout',
      key,
      '-out',
      certificate,
    );
    double = await kurrentdbDouble({
      credentials: 'motcua:geheim',
      tls: { key: readFileSync(key), certificate: readFileSync(certificate) },
    });
  });
  afterAll(async () => {
    await double.stop();
    rmSync(folder, { recursive: true });
  });
  const url = (who: string, ca = `&tlsCAFile=${certificate}`) => `esdb://${who}@localhost:${double.port}?tls=true${ca}`;

  test('the right ones open it', async () => {
    const store = await kurrentdbEventStore({ url: url('motcua:geheim'), namespace: 'opening' });
    expect(await store.append('note-1', [someEvent('a')], 'absent')).toMatchObject({ revision: 0, position: 1 });
    await store.close();
  });

  test('wrong ones are told', async () => {
    for (const who of ['motcua:geheim2', 'geheim:motcua']) {
      const { text, milliseconds } = await refusalOf(url(who));
      expect(text).toContain('wrong credentials');
      expect(milliseconds).toBeLessThan(refusedWithinMs);
    }
  });

  test('a certificate that nobody vouches for is not trusted', async () => {
    expect((await refusalOf(url('motcua:geheim', ''))).milliseconds).toBeLessThan(refusedWithinMs);
  });
});
