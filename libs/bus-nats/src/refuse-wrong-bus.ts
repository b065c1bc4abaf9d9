import { readFileSync } from 'node:fs';
import { createSecureContext } from 'node:tls';
import { parseCreds } from '@nats-io/jwt';
import { fromSeed } from '@nats-io/nkeys';
import { connect, errors, type NatsConnection } from '@nats-io/transport-node';
import { accessOptions, type BusAddress, bearerOf, insistsOnTls } from './bus-address.ts';
import { isAtLeast, oldestServer } from './server-version.ts';
import { tlsAlertOf } from './tls-alert.ts';

/** A server that answers, but not to us: a mistake in the configuration, which waiting does not mend. */
export class WrongBus extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = 'WrongBus';
  }
}

const contentOf = (file: string): Buffer => {
  try {
    return readFileSync(file);
  } catch {
    throw new WrongBus(`${file} cannot be read`);
  }
};

const refuseBadCreds = async (file: string): Promise<void> => {
  const content = contentOf(file);
  const { uc } = await parseCreds(content).catch(() => {
    throw new WrongBus(`${file} holds no user's JWT and seed`);
  });
  if (uc.exp !== undefined && uc.exp * 1_000 <= Date.now())
    throw new WrongBus(`the credentials in ${file} expired at ${new Date(uc.exp * 1_000).toISOString()}`);
};

const refuseBadSeed = (file: string): void => {
  const content = contentOf(file).toString().trim();
  try {
    if (fromSeed(Buffer.from(content)).getPublicKey().startsWith('U')) return;
  } catch {
    // Said below, without what the file holds.
  }
  throw new WrongBus(`${file} holds no seed of a user's nkey`);
};

const refuseBadCertificates = ({ caFile, certFile, keyFile }: BusAddress): void => {
  const [ca, cert, key] = [caFile, certFile, keyFile].map((file) => file && contentOf(file));
  if (ca && !/-BEGIN (?:TRUSTED |X509 )?CERTIFICATE-/.test(ca.toString())) throw new WrongBus(`${caFile} holds no certificate`);
  try {
    createSecureContext({ ...(ca ? { ca } : {}), ...(cert && key ? { cert, key } : {}) });
  } catch {
    throw new WrongBus(`${[caFile, certFile, keyFile].filter(Boolean).join(', ')} are no certificate and its key`);
  }
};

/** What can be told without asking any server. */
const refuseBadFiles = async (address: BusAddress): Promise<void> => {
  if (address.credsFile !== undefined) await refuseBadCreds(address.credsFile);
  if (address.nkeyFile !== undefined) refuseBadSeed(address.nkeyFile);
  refuseBadCertificates(address);
};

const chain = (error: unknown): readonly Error[] => (error instanceof Error ? [error, ...chain(error.cause)] : []);
const codeOf = (error: Error): string => ('code' in error ? String(error.code) : '');

/** OpenSSL's and Node's names for a certificate of the server that is not believed. */
const untrusted = /^(?:CERT_|ERR_TLS_CERT_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|INVALID_CA|INVALID_PURPOSE|PATH_LENGTH_|HOSTNAME_MISMATCH)/;
/** A server that asks for a certificate says so by an alert; 2.9 answers "bad certificate" to none at all. */
const asksForCertificate =
  /^ERR_SSL_.*ALERT_(?:CERTIFICATE_REQUIRED|BAD_CERTIFICATE|UNKNOWN_CA|UNSUPPORTED_CERTIFICATE|CERTIFICATE_EXPIRED)/;

const certificateRefusal = (address: BusAddress, server: string): string =>
  address.certFile === undefined ? `${server} asks for a certificate of ours` : `${server} refuses the certificate in ${address.certFile}`;

/** The reason in one line where the server says no; undefined where it is merely away. */
const refusalOf = async (error: unknown, address: BusAddress): Promise<string | undefined> => {
  const server = `nats-server at ${String(address.servers)}`;
  for (const cause of chain(error)) {
    if (cause instanceof errors.AuthorizationError || cause instanceof errors.UserAuthenticationExpiredError)
      return `${server} refuses the credentials ${bearerOf(address)}`;
    if (untrusted.test(codeOf(cause))) return `the certificate of ${server} is not trusted: ${cause.message.split(/[;\n]/)[0]}`;
    const alert = codeOf(cause) === 'ECONNRESET' && insistsOnTls(address) ? await tlsAlertOf(address, 1_000) : codeOf(cause);
    if (asksForCertificate.test(alert ?? '')) return certificateRefusal(address, server);
    if (cause instanceof errors.ConnectionError && cause.message.includes("does not support 'tls'")) return `${server} offers no TLS`;
  }
  return undefined;
};

const knock = async (address: BusAddress): Promise<NatsConnection | undefined> => {
  try {
    return await connect({ ...accessOptions(address), reconnect: false, timeout: 2_000, noAsyncTraces: true });
  } catch (error) {
    const refusal = await refusalOf(error, address);
    if (refusal !== undefined) throw new WrongBus(refusal);
    return undefined;
  }
};

/**
 * For the start of a service, before it opens anything. Throws `WrongBus` where credentials or certificates are unreadable or have expired, and
 * where a server answers and refuses them, is not the one that is trusted, or is too old.
 * A bus that does not answer within 2 s is merely away: that refuses nobody.
 */
export const refuseWrongBus = async (address: BusAddress): Promise<void> => {
  await refuseBadFiles(address);
  const connection = await knock(address);
  if (!connection) return;
  const version = connection.info?.version ?? oldestServer;
  await connection.close();
  if (!isAtLeast(version, oldestServer))
    throw new WrongBus(`nats-server at ${String(address.servers)} is ${version}; ${oldestServer} or newer is needed`);
};
