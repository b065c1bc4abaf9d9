import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { connect } from '@nats-io/transport-node';
import { afterEach, expect, it } from 'vitest';
import { refuseWrongBus, WrongBus } from '../src/refuse-wrong-bus.ts';
import { freePort } from './nats-server.ts';

let child: ChildProcess | undefined;
let pretender: Server | undefined;
afterEach(async () => {
  pretender?.close();
  if (child) {
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
  }
  [child, pretender] = [undefined, undefined];
});

const withPassword = async (): Promise<string> => {
  const port = await freePort();
  const binary = process.env['MOTCUA_NATS_SERVER'] ?? 'nats-server';
  child = spawn(binary, ['-a', '127.0.0.1', '-p', String(port), '--user', 'intake', '--pass', 'right'], { stdio: 'ignore' });
  const servers = `nats://127.0.0.1:${port}`;
  const known = await connect({ servers, user: 'intake', pass: 'right', waitOnFirstConnect: true, reconnectTimeWait: 25 });
  await known.close();
  return servers;
};

/** Says the first lines of a server of another version; no such binary is at hand. */
const pretending = async (version: string): Promise<string> => {
  const port = await freePort();
  pretender = createServer((socket) => {
    const info = { server_id: 'x', version, proto: 1, headers: true, max_payload: 1_048_576 };
    socket.write(`INFO ${JSON.stringify(info)}\r\n`);
    socket.on('data', (data) => {
      if (data.includes('PING')) socket.write('PONG\r\n');
    });
    socket.on('error', () => undefined);
  }).listen(port, '127.0.0.1');
  await once(pretender, 'listening');
  return `nats://127.0.0.1:${port}`;
};

it('lets the right credentials in, and says in one line who was refused', async () => {
  const servers = await withPassword();
  await refuseWrongBus({ servers, user: 'intake', pass: 'right' });
  const refused = await refuseWrongBus({ servers, user: 'intake', pass: 'wrong' }).catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(WrongBus);
  expect(String(refused)).toBe(`WrongBus: nats-server at ${servers} refuses the credentials of intake`);
  await expect(refuseWrongBus({ servers })).rejects.toThrow('a service that names no user');
});

it('refuses a server that is too old', async () => {
  const servers = await pretending('2.9.9');
  await expect(refuseWrongBus({ servers })).rejects.toThrow(`nats-server at ${servers} is 2.9.9; 2.9.10 or newer is needed`);
  pretender?.close();
  await refuseWrongBus({ servers: await pretending('2.10.0-beta.1') });
});

it('takes a bus that is away, or sticks, for what it is: no reason to refuse anybody', async () => {
  await refuseWrongBus({ servers: `nats://127.0.0.1:${await freePort()}` });
  const port = await freePort();
  pretender = createServer(() => undefined).listen(port, '127.0.0.1');
  await once(pretender, 'listening');
  await refuseWrongBus({ servers: `nats://127.0.0.1:${port}` });
});
