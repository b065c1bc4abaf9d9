import { connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { setImmediate } from 'node:timers/promises';
import { beforeEach, describe, expect, test } from 'vitest';
import { testService } from '../src/index.ts';
import { resetWaiting, toy, toyState, waiting } from './toy.ts';

beforeEach(() => {
  resetWaiting();
  toyState.events.length = 0;
});

const open = async (url: string): Promise<Socket> => {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  socket.once('connect', resolve).once('error', reject);
  await promise;
  return socket;
};
/** Resolves with what the server has said once it holds `wanted`. */
const said = (socket: Socket, wanted: string): Promise<string> => {
  const { promise, resolve } = Promise.withResolvers<string>();
  let all = '';
  const listen = (chunk: Buffer): void => {
    all += chunk.toString();
    if (!all.includes(wanted)) return;
    socket.off('data', listen);
    resolve(all);
  };
  socket.on('data', listen);
  return promise;
};
const body = JSON.stringify({ applicant: { fullName: 'A', nationalId: '099123456789' } });
const head = `POST /api/tracking/v1/things HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n`;

describe('stopping', () => {
  test('answers the half-sent request and the waiting read, closes idle connections, then stops', async () => {
    const { url, stop } = await testService(toy);
    const idle = await open(url);
    const idleSaid = said(idle, 'xin chào');
    idle.write('GET /api/tracking/v1/hello HTTP/1.1\r\nHost: x\r\n\r\n');
    await idleSaid;
    const silent = await open(url);
    const half = await open(url);
    half.write(head + body.slice(0, 10));
    const reading = fetch(`${url}/api/tracking/v1/wait`);
    await waiting.entered.promise;
    const ended = text(idle);
    const silentEnded = text(silent);
    const stopped = stop();
    await ended;
    await silentEnded;
    half.write(body.slice(10));
    const answer = await text(half);
    expect(answer).toMatch(/^HTTP\/1\.1 201/);
    expect(answer.toLowerCase()).toContain('connection: close');
    expect(await (await reading).json()).toStrictEqual({ released: true });
    await stopped;
    expect(toyState.events).toStrictEqual(['start', 'drain', 'stop']);
    await expect(fetch(`${url}/livez`)).rejects.toThrow();
  });

  test('answers the request of a connection that was opened a moment before', async () => {
    const { url, stop } = await testService(toy);
    const late = await open(url);
    // Its connection has been taken over by the service once another one, opened later, is answered.
    expect((await fetch(`${url}/livez`)).status).toBe(200);
    const stopped = stop();
    late.write('GET /api/tracking/v1/hello HTTP/1.1\r\nHost: x\r\n\r\n');
    expect(await text(late)).toMatch(/^HTTP\/1\.1 200/);
    await stopped;
  });

  test('takes over who was sent here just before it stopped listening', async () => {
    const { url, stop } = await testService(toy);
    const stopped = stop();
    // So long a loop may have been busy, and whoever sends people here may not have heard of the end.
    await setImmediate();
    await setImmediate();
    const late = await open(url);
    late.write('GET /api/tracking/v1/hello HTTP/1.1\r\nHost: x\r\n\r\n');
    expect(await text(late)).toMatch(/^HTTP\/1\.1 200/);
    await stopped;
  });

  test('a second call waits for the same end', async () => {
    const { stop } = await testService(toy);
    await Promise.all([stop(), stop()]);
    expect(toyState.events).toStrictEqual(['start', 'drain', 'stop']);
  });
});

describe('slow senders', () => {
  test('a body that does not come is 408, and the connection is closed', async () => {
    const { url, stop } = await testService(toy, {}, { timeouts: { body: 50 } });
    const socket = await open(url);
    socket.write(head + body.slice(0, 10));
    const answer = await text(socket);
    expect(answer).toMatch(/^HTTP\/1\.1 408/);
    expect(answer).toContain('urn:motcua:problem:request-timeout');
    await stop();
  });
  test('headers that do not end are 408', async () => {
    const { url, stop } = await testService(toy, {}, { timeouts: { headers: 50 } });
    const socket = await open(url);
    socket.write('GET / HTTP/1.1\r\nHost: x\r\n');
    expect(await text(socket)).toMatch(/^HTTP\/1\.1 408/);
    await stop();
  });
  test('what is no HTTP is 400', async () => {
    const { url, stop } = await testService(toy);
    const socket = await open(url);
    socket.write('nonsense\r\n\r\n');
    expect(await text(socket)).toMatch(/^HTTP\/1\.1 400[\s\S]*problem\+json/);
    await stop();
  });
});
