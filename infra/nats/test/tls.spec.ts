import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PublicBus } from '@motcua/bus';
import { eventually } from '@motcua/bus/testing';
import { type BusAddress, natsBus, refuseWrongBus, WrongBus } from '@motcua/bus-nats';
import type { ServiceName } from '@motcua/contracts';
import { memoryEventStore } from '@motcua/es';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openOperator, writeAccounts } from '../src/index.ts';
import { type Authority, type Issued, startAuthority } from './certificates.ts';
import { accesses, accountsWith, credsFile, province, startTestServer, type TestServer } from './server.ts';
import { doAllThatABusDoes } from './whole-bus.ts';

let dir: string;
let ours: Authority;
let foreign: Authority;
let client: Issued;
let mutual: TestServer;
let oneSided: TestServer;
let plain: TestServer;
beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'motcua-tls-'));
  ours = await startAuthority(dir, 'ours');
  foreign = await startAuthority(dir, 'foreign');
  client = await ours.issue('services');
  const server = await ours.issue('nats');
  mutual = await startTestServer({ access: accesses.accounts, tls: { ...server, clientCa: ours.caFile } });
  oneSided = await startTestServer({ access: accesses.nkeys, tls: server });
  plain = await startTestServer({ access: accesses.passwords });
});
afterAll(async () => {
  await Promise.all([mutual, oneSided, plain].map((server) => server.close()));
  rmSync(dir, { recursive: true });
});

const trusted = (): BusAddress => ({ servers: mutual.url, credsFile: credsFile(mutual, 'intake'), caFile: ours.caFile, ...client });
const reasonFor = async (address: BusAddress): Promise<string> => {
  const began = Date.now();
  const error = await refuseWrongBus(address).then(
    () => undefined,
    (refusal: unknown) => refusal,
  );
  expect(error).toBeInstanceOf(WrongBus);
  expect(Date.now() - began).toBeLessThan(5_000);
  const { message } = error as WrongBus;
  expect(message).not.toContain('\n');
  return message;
};

test('the four services do all their work under mutual TLS, with JWTs', async () => {
  const lines: string[] = [];
  const note = (message: string, fields?: object): void => void lines.push(`${message} ${JSON.stringify(fields ?? {})}`);
  const opened: PublicBus[] = [];
  const operator = await openOperator({ ...trusted(), credsFile: credsFile(mutual, 'operator') });
  await operator.apply({});
  await operator.close();
  const open = async (service: ServiceName): Promise<PublicBus> => {
    const address = { ...trusted(), credsFile: credsFile(mutual, service) };
    await refuseWrongBus(address);
    const bus = await natsBus({ service, province, ...address, logger: { debug: note, info: note, warn: note, error: note } });
    opened.push(bus);
    await eventually('connected', () => bus.isConnected());
    return bus;
  };
  await doAllThatABusDoes(open, memoryEventStore());
  expect(lines.filter((line) => !line.includes('nats connected'))).toEqual([]);
  await Promise.all(opened.map((bus) => bus.close()));
});

test('nkeys under one-sided TLS are let in', async () => {
  await refuseWrongBus({ servers: oneSided.url, nkeyFile: join(oneSided.dir, 'nkeys', 'notify.nk'), caFile: ours.caFile });
  const none = await reasonFor({ servers: oneSided.url, caFile: ours.caFile });
  expect(none).toBe(`nats-server at ${oneSided.url} refuses the credentials of a service that names no user`);
});

test('a server that another authority vouches for is not spoken to', async () => {
  const untrusted = new RegExp(`^the certificate of nats-server at ${mutual.url} is not trusted: `);
  expect(await reasonFor({ ...trusted(), caFile: foreign.caFile })).toMatch(untrusted);
  const { caFile: _, ...withoutCa } = trusted();
  expect(await reasonFor(withoutCa)).toMatch(untrusted);
});

test('a server whose certificate has expired is not spoken to', async () => {
  const server = await startTestServer({ access: accesses.nkeys, tls: await ours.issue('expired', new Date(Date.now() - 60_000)) });
  expect(await reasonFor({ servers: server.url, caFile: ours.caFile })).toBe(
    `the certificate of nats-server at ${server.url} is not trusted: certificate has expired`,
  );
  await server.close();
});

test('a server without TLS is not spoken to in clear where TLS is asked for', async () => {
  const offersNone = `nats-server at ${plain.url} offers no TLS`;
  expect(await reasonFor({ servers: plain.url, user: 'intake', pass: plain.passwords.intake, caFile: ours.caFile })).toBe(offersNone);
  const tls = plain.url.replace('nats:', 'tls:');
  expect(await reasonFor({ servers: tls })).toBe(`nats-server at ${tls} offers no TLS`);
});

test('a service without the certificate that the server asks for is told so', async () => {
  const { certFile: _, keyFile: __, ...withoutCertificate } = trusted();
  expect(await reasonFor(withoutCertificate)).toBe(`nats-server at ${mutual.url} asks for a certificate of ours`);
});

test('a certificate of another authority, or one that has expired, is refused by name', async () => {
  const late = await ours.issue('late', new Date(Date.now() - 60_000));
  for (const refused of [await foreign.issue('stranger'), late])
    expect(await reasonFor({ ...trusted(), ...refused })).toBe(
      `nats-server at ${mutual.url} refuses the certificate in ${refused.certFile}`,
    );
});

test('credentials that have expired are refused without asking any server', async () => {
  const expires = new Date(Math.floor(Date.now() / 1_000) * 1_000 - 60_000);
  const made = join(dir, 'expired');
  await accountsWith([], expires)(made);
  const file = credsFile({ dir: made }, 'intake');
  expect(await reasonFor({ ...trusted(), credsFile: file })).toBe(`the credentials in ${file} expired at ${expires.toISOString()}`);
});

test('credentials of another operator are refused by the server', async () => {
  const made = join(dir, 'another');
  await accesses.accounts(made);
  const file = credsFile({ dir: made }, 'intake');
  expect(await reasonFor({ ...trusted(), credsFile: file })).toBe(`nats-server at ${mutual.url} refuses the credentials in ${file}`);
});

test.each([
  ['credsFile', 'no such file', undefined, 'cannot be read'],
  ['credsFile', 'something else', 'secret', "holds no user's JWT and seed"],
  ['nkeyFile', 'something else', 'secret', "holds no seed of a user's nkey"],
  ['caFile', 'something else', 'secret', 'holds no certificate'],
] as const)('a %s that is %s is named, not shown', async (setting, _what, content, reason) => {
  const file = join(dir, `${setting}-${content}`);
  if (content !== undefined) writeFileSync(file, content);
  const { credsFile: _, ...rest } = trusted();
  expect(await reasonFor({ ...rest, [setting]: file })).toBe(`${file} ${reason}`);
});

test('a key that does not belong to the certificate is told', async () => {
  const { keyFile } = await ours.issue('another');
  expect(await reasonFor({ ...trusted(), keyFile })).toContain('are no certificate and its key');
});

test('renewed credentials are taken up at the next connection, without a restart', async () => {
  const server = await startTestServer({ access: accountsWith([], new Date(Date.now() + 3_000)) });
  const logged: string[] = [];
  const note = (message: string): void => void logged.push(message);
  const bus = await natsBus({
    service: 'intake',
    province,
    servers: server.url,
    credsFile: credsFile(server, 'intake'),
    logger: { debug: note, info: note, warn: note, error: note },
  });
  await eventually('connected', () => bus.isConnected());
  // nats-server ends a connection when its credentials expire.
  await eventually('put out', () => !bus.isConnected(), 10_000);
  const file = credsFile(server, 'intake');
  const before = readFileSync(file, 'utf8');
  await writeAccounts({ dir: server.dir, province, neighbours: [], expires: new Date(Date.now() + 3_600_000) });
  expect(readFileSync(file, 'utf8')).not.toBe(before);
  await eventually('let in again', () => bus.isConnected(), 10_000);
  await bus.close();
  await server.close();
});
