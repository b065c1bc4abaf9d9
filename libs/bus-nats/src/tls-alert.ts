import { readFileSync } from 'node:fs';
import { connect as dial, type Socket } from 'node:net';
import { connect as secure } from 'node:tls';
import { type BusAddress, serversOf } from './bus-address.ts';

const content = (file: string | undefined): Buffer | undefined => (file === undefined ? undefined : readFileSync(file));

/** nats-server says its name in clear before it speaks TLS. */
const afterGreeting = (server: string): Promise<Socket> =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(server.includes('://') ? server : `nats://${server}`);
    const socket = dial(port === '' ? 4222 : Number(port), hostname.replace(/^\[|\]$/g, ''));
    socket.once('data', () => resolve(socket)).once('error', reject);
  });

/**
 * What a server says in TLS about our certificate, as OpenSSL's code; undefined where it says nothing within `withinMs`. The client speaks at
 * once, and the answer to that, a reset, overtakes the alert: here nobody speaks after the handshake.
 */
export const tlsAlertOf = async (address: BusAddress, withinMs: number): Promise<string | undefined> => {
  const [ca, cert, key] = [address.caFile, address.certFile, address.keyFile].map(content);
  const socket = await afterGreeting(serversOf(address)[0] ?? '').catch(() => undefined);
  if (!socket) return undefined;
  return new Promise((resolve) => {
    const tls = secure({ socket, ...(ca ? { ca } : {}), ...(cert ? { cert } : {}), ...(key ? { key } : {}) });
    const end = (code?: string): void => {
      clearTimeout(late);
      tls.destroy();
      resolve(code);
    };
    const late = setTimeout(end, withinMs);
    tls.once('error', (error: NodeJS.ErrnoException) => end(error.code));
    tls.once('close', () => end());
  });
};
