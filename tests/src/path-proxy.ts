import { once } from 'node:events';
import { Agent, createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { createProxyServer } from 'httpxy';

/** Where a request may go: urls of the instances of one service that are alive now. */
export type Alive = (service: string) => readonly string[];

/** Which service answers what begins so; everything else is tracking's. As in `infra/compose/Caddyfile`. */
export const routes: readonly (readonly [prefix: string, service: string])[] = [
  ['/oidc', 'trial-issuer'],
  ['/api/intake', 'intake'],
  ['/docs/intake', 'intake'],
  ['/thu-tuc', 'intake'],
  ['/nop-ho-so', 'intake'],
  ['/api/workflow', 'workflow'],
  ['/docs/workflow', 'workflow'],
  ['/api/notify', 'notify'],
  ['/docs/notify', 'notify'],
  ['/hop-thu', 'notify'],
];

/** The service that answers a path. */
export const serviceOf = (path: string): string =>
  routes.find(([prefix]) => path === prefix || path.startsWith(`${prefix}/`))?.[1] ?? 'tracking';

/** Ready when every service has instances, and every one of them is ready. */
const isReady = async (alive: Alive): Promise<boolean> => {
  const instances = ['intake', 'workflow', 'notify', 'tracking'].map(alive);
  const answers = await Promise.all(instances.flat().map((url) => fetch(`${url}/readyz`).catch(() => undefined)));
  return instances.every(({ length }) => length > 0) && answers.every((answer) => answer?.status === 200);
};

/** All of them, beginning with another one each time. */
const inTurn = (instances: readonly string[], turn: number): readonly string[] =>
  instances.map((_, nth) => instances[(turn + nth) % instances.length] as string);

/** Whether the request was carried out is not known here: the same key asks again. */
const askAgain = (response: ServerResponse): void => void response.writeHead(503, { 'retry-after': '1' }).end();

/** Nobody listens there: nothing was sent, so another instance may be asked. Whatever fails later is for the caller to ask again. */
const neverArrived = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === 'ECONNREFUSED';

/** A reverse proxy as a province would have one: by path, in turns between the instances of a service, and past one that does not listen (as `lb_try_duration` of the Caddyfile). */
export const startPathProxy = async (port: number, alive: Alive): Promise<{ close(): Promise<void> }> => {
  // A connection for each request: one kept open may be closed by an instance that stops just when the next request is sent.
  const proxy = createProxyServer({ xfwd: true, agent: new Agent({ keepAlive: false }) });
  let turn = 0;

  const readiness = async (response: ServerResponse): Promise<void> => {
    response.writeHead((await isReady(alive)) ? 200 : 503, { 'content-type': 'application/json' }).end('{}');
  };
  const hand = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const path = new URL(request.url ?? '/', 'http://proxy').pathname;
    if (path === '/readyz') return readiness(response);
    const body = await buffer(request);
    for (const target of inTurn(alive(serviceOf(path)), turn++)) {
      try {
        await proxy.web(request, response, { target, buffer: Readable.from([body]) });
        return;
      } catch (error) {
        if (response.headersSent) return void response.destroy();
        // What changes nothing may be asked of the next one even where an answer was begun and cut off, as `lb_try_duration` does.
        if (!neverArrived(error) && request.method !== 'GET') break;
      }
    }
    askAgain(response);
  };
  const server: Server = createServer((request, response) => void hand(request, response)).listen(port, '127.0.0.1');
  // Longer than any pause of a test: a connection that is closed just when a request comes would look like a fault.
  server.keepAliveTimeout = 120_000;
  await once(server, 'listening');
  return {
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
};
