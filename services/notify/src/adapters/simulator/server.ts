import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type FaultKind, type Faults, isFaultKind } from './faults.ts';
import type { Ledger } from './ledger.ts';
import { type ProviderWire, smsWire, zaloWire } from './provider-wire.ts';
import type { ReceiptSender } from './receipts.ts';

export interface SimulatorParts {
  readonly ledger: Ledger;
  readonly faults: Faults;
  readonly receipts: ReceiptSender;
  readonly token: string;
}

const json = (response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}): void => {
  const bytes = JSON.stringify(body);
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(bytes), ...headers }).end(bytes);
};
const bodyOf = async (request: IncomingMessage): Promise<unknown> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch {
    return undefined;
  }
};

const beforeAccept: readonly FaultKind[] = ['too-many', 'server-error', 'error-body', 'refuse', 'reset-before-accept'];
const afterAccept: readonly FaultKind[] = ['reset-after-accept', 'hang-after-accept', 'early-receipt'];

/** A provider that takes a message: first what it does wrong before it accepts, then the ledger, then what it does wrong afterwards. */
const send = async (parts: SimulatorParts, wire: ProviderWire, request: IncomingMessage, response: ServerResponse): Promise<void> => {
  const { ledger, faults, receipts, token } = parts;
  const message = wire.read(await bodyOf(request));
  if (!wire.isAuthorised(request.headers, token)) return json(response, 200, wire.problem('unauthorised'));
  if (!message) return json(response, 200, wire.problem('malformed'));
  switch (faults.take(beforeAccept, wire.provider)) {
    case 'too-many':
      return json(response, 429, { message: 'too many requests' }, { 'retry-after': '0' });
    case 'server-error':
      return json(response, 500, { message: 'internal error' });
    case 'error-body':
      return json(response, 200, wire.problem('error-body'));
    case 'refuse':
      return json(response, 200, wire.problem('refuse'));
    case 'reset-before-accept':
      return void request.socket.resetAndDestroy();
    default:
  }
  const { messageId } = await ledger.accept(message);
  receipts.nudge();
  switch (faults.take(afterAccept, wire.provider)) {
    case 'reset-after-accept':
      return void request.socket.resetAndDestroy();
    case 'hang-after-accept':
      return;
    case 'early-receipt':
      await receipts.now({ key: message.key, provider: wire.provider, messageId });
      return json(response, 200, wire.accepted(messageId));
    default:
      return json(response, 200, wire.accepted(messageId));
  }
};

/** What a test or an operator of the trial asks: what was accepted, and what should go wrong. */
const admin = async ({ ledger, faults }: SimulatorParts, url: URL, request: IncomingMessage, response: ServerResponse): Promise<void> => {
  const route = `${request.method} ${url.pathname}`;
  if (route === 'GET /ledger') {
    const key = url.searchParams.get('key');
    if (key === null) return json(response, 200, ledger.totals());
    const found = ledger.find(key);
    return json(response, found ? 200 : 404, found ?? { message: 'not found' });
  }
  if (route === 'GET /inbox') {
    const limit = Number(url.searchParams.get('limit') ?? '50');
    return json(response, 200, { items: ledger.newest(Math.min(Math.max(1, Math.trunc(limit) || 50), 500)) });
  }
  if (route === 'GET /admin/faults') return json(response, 200, { faults: faults.list() });
  if (route === 'DELETE /admin/faults') {
    faults.clear();
    return json(response, 200, { faults: [] });
  }
  if (route === 'POST /admin/faults') {
    const plan = (await bodyOf(request)) as { kind?: unknown; times?: unknown; provider?: unknown } | undefined;
    if (!plan || !isFaultKind(plan.kind)) return json(response, 400, { message: 'unknown fault' });
    faults.plan(plan.kind, typeof plan.times === 'number' ? plan.times : 1, typeof plan.provider === 'string' ? plan.provider : undefined);
    return json(response, 201, { faults: faults.list() });
  }
  return json(response, 404, { message: 'not found' });
};

export const simulatorServer = (parts: SimulatorParts): Server => {
  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url ?? '/', 'http://simulator');
    for (const wire of [zaloWire, smsWire]) {
      if (request.method === 'POST' && url.pathname === wire.sendPath) return send(parts, wire, request, response);
      if (request.method === 'GET' && url.pathname === wire.statusPath) {
        const key = wire.keyOf(url.searchParams);
        return json(response, 200, wire.status(key === undefined ? undefined : parts.ledger.find(key)));
      }
    }
    return admin(parts, url, request, response);
  };
  return createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
    handle(request, response).catch(() => {
      if (response.headersSent) response.destroy();
      else json(response, 500, { message: 'internal error' });
    });
  });
};
