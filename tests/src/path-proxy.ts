import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
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

const serviceOf = (path: string): string => routes.find(([prefix]) => path === prefix || path.startsWith(`${prefix}/`))?.[1] ?? 'tracking';

/** Ready when every service has instances, and every one of them is ready. */
const isReady = async (alive: Alive): Promise<boolean> => {
  const instances = ['intake', 'workflow', 'notify', 'tracking'].map(alive);
  const answers = await Promise.all(instances.flat().map((url) => fetch(`${url}/readyz`).catch(() => undefined)));
  return instances.every(({ length }) => length > 0) && answers.every((answer) => answer?.status === 200);
};

/** Whether the request was carried out is not known here: the same key asks again. */
const askAgain = (response: ServerResponse): void => void response.writeHead(503, { 'retry-after': '1' }).end();

/** A reverse proxy as a province would have one: by path, in turns between the instances of a service. */
export const startPathProxy = async (port: number, alive: Alive): Promise<{ close(): Promise<void> }> => {
  const proxy = createProxyServer({ xfwd: true });
  let turn = 0;

  const readiness = async (response: ServerResponse): Promise<void> => {
    response.writeHead((await isReady(alive)) ? 200 : 503, { 'content-type': 'application/json' }).end('{}');
  };
  const hand = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const path = new URL(request.url ?? '/', 'http://proxy').pathname;
    if (path === '/readyz') return readiness(response);
    const instances = alive(serviceOf(path));
    const target = instances[turn++ % Math.max(1, instances.length)];
    if (target === undefined) return askAgain(response);
    try {
      await proxy.web(request, response, { target });
    } catch {
      if (response.headersSent) response.destroy();
      else askAgain(response);
    }
  };
  const server: Server = createServer((request, response) => void hand(request, response)).listen(port, '127.0.0.1');
  await once(server, 'listening');
  return {
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
};
