import { connect } from 'node:net';
import { expect, test } from 'vitest';
import { client, eventually, exampleForm, inventedSubmission } from '../../src/client.ts';
import { isAlive, System } from '../../src/system.ts';

/** The promise to whoever stops it, a supervisor that would kill it then among them. Not a measure of speed. */
const stoppedWithinMs = 10_000;

test('SIGTERM answers what is half sent, ends with 0 within ten seconds and leaves no process', async () => {
  const system = await System.start();
  try {
    const api = client(system.url);
    const form = await exampleForm(api);
    const filed = await api.call<{ tracking: { token: string } } & Record<string, unknown>>('POST', '/api/intake/v1/submissions', {
      body: inventedSubmission({ form }),
    });
    await eventually(
      () => api.call('GET', '/api/tracking/v1/status', { tracking: filed.body.tracking.token }),
      (answer) => answer.status === 200,
    );
    const stream = await fetch(`${system.url}/api/tracking/v1/status/stream`, {
      headers: { authorization: `Tracking ${filed.body.tracking.token}` },
    });
    expect(stream.status).toBe(200);
    const halfSent = connect(system.port, '127.0.0.1').setEncoding('utf8');
    const answered = new Promise<string>((resolve, reject) => halfSent.once('data', resolve).once('error', reject));
    halfSent.write(
      'POST /api/intake/v1/submissions HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 10\r\n\r\n{"x":',
    );
    // Requests of one moment arrive in their order: once this one is answered, the half-sent one is known there.
    await api.call('GET', '/livez');
    const nats = system.natsPid;
    const began = Date.now();
    const ended = system.end('SIGTERM');
    await eventually(
      () => system.output,
      (lines) => lines.includes('Stopping …'),
    );
    halfSent.write('true}');
    expect(await answered).toMatch(/^HTTP\/1.1 4\d\d /);
    expect(await ended).toBe(0);
    expect(Date.now() - began).toBeLessThan(stoppedWithinMs);
    expect(isAlive(nats)).toBe(false);
    await stream.text().catch(() => ''); // ended, not hanging
    halfSent.destroy();
  } finally {
    await system.dispose();
  }
});

test('after a crash the next start copes with the nats-server that was left behind, and goes on where it was', async () => {
  const system = await System.start();
  try {
    const api = client(system.url);
    const form = await exampleForm(api);
    const filed = await api.call<{ tracking: { token: string } } & Record<string, unknown>>('POST', '/api/intake/v1/submissions', {
      body: inventedSubmission({ form }),
    });
    const orphan = system.natsPid;
    await system.end('SIGKILL');
    expect(isAlive(orphan)).toBe(true); // the fault happened: it was left behind
    await system.start();
    await eventually(
      () => api.call('GET', '/api/tracking/v1/status', { tracking: filed.body.tracking.token }),
      (answer) => answer.status === 200,
    );
    expect(await system.end('SIGTERM')).toBe(0);
    expect(isAlive(orphan)).toBe(false);
  } finally {
    await system.dispose();
  }
});

test('a nats-server that never comes up keeps nobody from stopping', async () => {
  const system = await System.prepare({ env: { MOTCUA_NATS_SERVER: '/bin/false' } });
  try {
    await system.startListening();
    const began = Date.now();
    expect(await system.end('SIGTERM')).toBe(0);
    expect(Date.now() - began).toBeLessThan(stoppedWithinMs);
  } finally {
    await system.dispose();
  }
});
