import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NotificationRequested } from '@motcua/contracts';
import { eventIdOf, type Recorded } from '@motcua/es';
import { seal } from '@motcua/sealing';
import type { FaultKind } from '../../src/adapters/simulator/faults.ts';
import { startSimulator } from '../../src/adapters/simulator/start-simulator.ts';
import { smsGateway } from '../../src/adapters/sms-gateway.ts';
import { zaloOa } from '../../src/adapters/zalo-oa.ts';
import { metadataOf, notificationStream } from '../../src/application/handlers.ts';
import { type SendDeps, sendNotification } from '../../src/application/send-notification.ts';
import { senderTurn } from '../../src/application/sender-turn.ts';
import { at, dossierId, inside } from './dossier-life.ts';

export const secret = 'receipt-secret-of-a-test';

/** A running simulator, the real channels to it, and the sender over a memory store. */
export const openSending = async (timeoutMs = 2_000) => {
  const folder = await mkdtemp(join(tmpdir(), 'motcua-notify-'));
  const file = join(folder, 'ledger.sqlite');
  const simulator = await startSimulator({ file, token: 't', secret, port: 0 });
  const limits = { url: simulator.url, token: 't', connections: 64, timeoutMs };
  const channels = { zalo: zaloOa(limits), sms: smsGateway({ ...limits, brand: 'MOTCUA' }) };
  const i = inside();
  /** The turn of one more instance on the same store, and its clock (ms). */
  const turnOf = () => {
    const clock = { ms: 0 };
    const turn = senderTurn({ store: i.store, instance: randomUUID(), now: () => at, elapsed: () => clock.ms, callMs: timeoutMs });
    return { turn, clock };
  };
  const deps: SendDeps = {
    ...i.deps,
    links: async () => 'https://motcua.example/s#token',
    channels,
    turn: turnOf().turn,
    doubtUntil: 0,
    maxAttempts: 5,
  };
  // As at a start: what is asked for from now on nobody else has sent.
  await deps.turn.hold();
  const ask = async (path: string, init?: RequestInit): Promise<unknown> => (await fetch(simulator.url + path, init)).json();
  return {
    ...i,
    simulator,
    deps,
    turnOf,
    send: sendNotification(deps),
    /** Records an intent and answers it as the bus would hand it over. */
    intent: async (n: number, channel: 'zalo' | 'sms' = 'sms', text = `tin ${n}`): Promise<Recorded<NotificationRequested>> => {
      const notificationId = eventIdOf('test', n);
      const message = { to: channel === 'sms' ? '+84900000001' : 'z-1', text };
      const { events } = await i.handlers.notifications.handle(
        notificationStream(notificationId),
        {
          type: 'RequestNotification',
          notificationId,
          dossierId,
          kind: 'received',
          channel,
          causeId: eventIdOf('cause', n),
          at,
          template: 'received',
          language: 'vi',
          sealed: { message: seal(message, i.key, dossierId) },
        },
        { commandId: `${notificationId}/request`, metadata: metadataOf(at, dossierId, 'c'), idempotent: true },
      );
      return events[0] as Recorded<NotificationRequested>;
    },
    stageOf: async (n: number) => (await i.handlers.notifications.load(notificationStream(eventIdOf('test', n)))).state.stage,
    fault: (kind: FaultKind, times = 1) => ask('/admin/faults', { method: 'POST', body: JSON.stringify({ kind, times }) }),
    faults: async () => ((await ask('/admin/faults')) as { faults: { kind: FaultKind; left: number; happened: number }[] }).faults,
    ledger: (n: number) => ask(`/ledger?key=${eventIdOf('test', n)}`) as Promise<{ text: string; to: string; repeats: number }>,
    totals: () => ask('/ledger') as Promise<{ accepted: number; repeats: number; delivered: number }>,
    close: async () => {
      await Promise.all(Object.values(channels).map((channel) => channel.close()));
      await simulator.stop();
      await i.store.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
};
export type Sending = Awaited<ReturnType<typeof openSending>>;
