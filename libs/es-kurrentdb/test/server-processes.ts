import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as pause } from 'node:timers/promises';

/** How to start a real server, in words: `eventstored`, or `dotnet /opt/eventstore/EventStore.ClusterNode.dll`. Undefined: there is none. */
export const serverCommand = (): readonly string[] | undefined => process.env['KURRENTDB_SERVER']?.split(' ');

/** Until a cluster of this size on two busy cores has elected its leader. */
export const startMs = 120_000;

const openssl = (...args: string[]): void => void execFileSync('openssl', args, { stdio: 'ignore' });
const newKey = ['-newkey', 'rsa:2048', '-nodes', '-days', '2'];

const authority = (folder: string, name: string): string => {
  mkdirSync(join(folder, name));
  const [key, certificate] = [join(folder, `${name}.key`), join(folder, name, 'ca.pem')];
  openssl('req', '-x509', ...newKey, '-subj', `/CN=${name}`, '-keyout', key, '-out', certificate);
  return certificate;
};

/** A certificate of a node, by an authority of its own; the other authority vouches for nobody here. */
const certificatesIn = (folder: string) => {
  const [ca, otherCa] = [authority(folder, 'ours'), authority(folder, 'theirs')];
  const [key, wish, certificate, more] = ['node.key', 'node.csr', 'node.pem', 'node.cnf'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
    string,
  ];
  writeFileSync(
    more,
    'subjectAltName=DNS:localhost,IP:127.0.0.1\nextendedKeyUsage=serverAuth,clientAuth\nkeyUsage=digitalSignature,keyEncipherment\n',
  );
  openssl('req', '-new', ...newKey.slice(0, 3), '-subj', '/CN=eventstoredb-node', '-keyout', key, '-out', wish);
  const signedBy = ['-CA', ca, '-CAkey', join(folder, 'ours.key'), '-CAcreateserial'];
  openssl('x509', '-req', '-in', wish, ...signedBy, '-days', '2', '-extfile', more, '-out', certificate);
  return { ca, otherCa, key, certificate };
};

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
};

interface Answer {
  readonly status: number;
  readonly text: string;
}

export interface ServerNode {
  readonly port: number;
  /** `leader`, `follower`, …; undefined while it does not answer. */
  state(): Promise<string | undefined>;
  start(): void;
  /** As a machine without power ends it. */
  kill(): Promise<void>;
  /** It keeps its connections and does nothing, until it is thawed. */
  freeze(): void;
  thaw(): void;
}

/** As an administrator, over the server's HTTP. */
type Ask = (port: number, method: string, path: string, body?: unknown) => Promise<Answer>;

const askBy =
  (ca: Buffer): Ask =>
  (port, method, path, body) =>
    new Promise((resolve, reject) => {
      const headers = { authorization: `Basic ${Buffer.from('admin:changeit').toString('base64')}`, 'content-type': 'application/json' };
      const call = request({ host: '127.0.0.1', port, method, path, ca, headers, agent: false, timeout: 2_000 }, (response) => {
        let text = '';
        response.on('data', (chunk: Buffer) => {
          text += chunk.toString();
        });
        response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
      });
      call.on('timeout', () => call.destroy(new Error('no answer')));
      call.on('error', reject);
      call.end(body === undefined ? undefined : JSON.stringify(body));
    });

const connectionString = (scheme: string, who: string, nodes: readonly ServerNode[], ca?: string): string =>
  `${scheme}://${who}@${nodes.map(({ port }) => `localhost:${port}`).join(',')}?tls=true${ca === undefined ? '' : `&tlsCAFile=${ca}`}`;

/** Real servers over TLS on this machine, with disks of their own: one, or a cluster. `stop` leaves nothing behind. */
export const startServers = async ([program, ...words]: readonly string[], size: 1 | 3) => {
  const folder = mkdtempSync(join(tmpdir(), 'motcua-servers-'));
  const files = certificatesIn(folder);
  const ask = askBy(readFileSync(files.ca));
  const ports: { node: number; replication: number }[] = [];
  for (let n = 0; n < size; n += 1) ports.push({ node: await freePort(), replication: await freePort() });

  const argumentsOf = (n: number): string[] => {
    const own = ports[n] as { node: number; replication: number };
    const others = ports.filter((other) => other !== own).map(({ node }) => `127.0.0.1:${node}`);
    const cluster = size === 1 ? [] : ['--cluster-size', `${size}`, '--discover-via-dns', 'false', '--gossip-seed', others.join(',')];
    const place = ['--db', join(folder, `db-${n}`), '--log', join(folder, `log-${n}`)];
    const addresses = ['--node-ip', '127.0.0.1', '--node-port', `${own.node}`];
    const replication = ['--replication-ip', '127.0.0.1', '--replication-port', `${own.replication}`];
    const tls = ['--certificate-file', files.certificate, '--certificate-private-key-file', files.key];
    return [...words, ...place, ...addresses, ...replication, ...tls, '--trusted-root-certificates-path', join(folder, 'ours'), ...cluster];
  };
  // The servers' subscriptions wait for threads on a machine with few cores.
  const env = { ...process.env, EVENTSTORE_TELEMETRY_OPTOUT: 'true', DOTNET_ThreadPool_ForceMinWorkerThreads: '0x20' };

  const nodeOf = (n: number): ServerNode => {
    let running: ChildProcess;
    const port = (ports[n] as { node: number }).node;
    const start = (): void => {
      running = spawn(program as string, [...argumentsOf(n), '--run-projections', 'None'], { stdio: 'ignore', env });
    };
    start();
    return {
      port,
      state: () =>
        // One that is just starting answers with nothing.
        ask(port, 'GET', '/info')
          .then(({ text }) => (JSON.parse(text) as { state: string }).state)
          .catch(() => undefined),
      start,
      kill: async () => {
        if (running.exitCode !== null || running.signalCode !== null) return;
        const ended = once(running, 'exit');
        running.kill('SIGKILL');
        await ended;
      },
      freeze: () => void running.kill('SIGSTOP'),
      thaw: () => void running.kill('SIGCONT'),
    };
  };
  const nodes = ports.map((_, n) => nodeOf(n));

  const leader = async (): Promise<ServerNode> => {
    for (let end = Date.now() + startMs; Date.now() < end; await pause(200)) {
      const states = await Promise.all(nodes.map((node) => node.state()));
      const at = states.indexOf('leader');
      if (at >= 0) return nodes[at] as ServerNode;
    }
    throw new Error('no leader was elected');
  };
  return {
    ...files,
    nodes,
    ask,
    leader,
    /** A connection string with all nodes; without a certificate authority the system's own are asked. */
    url: (who: string, ca?: string) => connectionString('esdb', who, nodes, ca),
    /** One that names a single node, which knows the others. */
    discoverUrl: (who: string, node: ServerNode, ca: string) => connectionString('esdb+discover', who, [node], ca),
    stop: async (): Promise<void> => {
      await Promise.all(nodes.map((node) => node.kill()));
      rmSync(folder, { recursive: true });
    },
  };
};
export type Servers = Awaited<ReturnType<typeof startServers>>;
