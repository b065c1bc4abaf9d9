import { readFileSync } from 'node:fs';
import { credsAuthenticator, type NodeConnectionOptions, nkeyAuthenticator } from '@nats-io/transport-node';

/** Where the bus is, and how one shows who one is: by password, nkey or JWT, each with or without TLS. */
export interface BusAddress {
  /** `nats://127.0.0.1:4222`, several with commas or as a list; `tls://…` insists on TLS. */
  readonly servers: string | readonly string[];
  readonly user?: string;
  readonly pass?: string;
  /** A `.creds` file: a user's JWT and the seed of its nkey. */
  readonly credsFile?: string;
  /** The seed of a user's nkey (`SU…`). */
  readonly nkeyFile?: string;
  /** PEM of who vouches for the server; with it, TLS is insisted on. */
  readonly caFile?: string;
  /** PEM of our own certificate and its key, where the server asks for one. */
  readonly certFile?: string;
  readonly keyFile?: string;
}

/** The settings of every service that say so. */
export interface BusSettings {
  readonly MOTCUA_NATS_URL: string;
  readonly MOTCUA_NATS_USER?: string | undefined;
  readonly MOTCUA_NATS_PASSWORD?: string | undefined;
  readonly MOTCUA_NATS_CREDS_FILE?: string | undefined;
  readonly MOTCUA_NATS_NKEY_FILE?: string | undefined;
  readonly MOTCUA_NATS_CA_FILE?: string | undefined;
  readonly MOTCUA_NATS_CERT_FILE?: string | undefined;
  readonly MOTCUA_NATS_KEY_FILE?: string | undefined;
}

export const busAddressOf = (settings: BusSettings): BusAddress => {
  const given = {
    user: settings.MOTCUA_NATS_USER,
    pass: settings.MOTCUA_NATS_PASSWORD,
    credsFile: settings.MOTCUA_NATS_CREDS_FILE,
    nkeyFile: settings.MOTCUA_NATS_NKEY_FILE,
    caFile: settings.MOTCUA_NATS_CA_FILE,
    certFile: settings.MOTCUA_NATS_CERT_FILE,
    keyFile: settings.MOTCUA_NATS_KEY_FILE,
  };
  const present = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  return { servers: settings.MOTCUA_NATS_URL, ...(present as Omit<BusAddress, 'servers'>) };
};

export const serversOf = ({ servers }: BusAddress): string[] => (typeof servers === 'string' ? servers.split(',') : [...servers]);

/** How a refusal names who was refused. */
export const bearerOf = ({ user, credsFile, nkeyFile }: BusAddress): string => {
  const file = credsFile ?? nkeyFile;
  return file === undefined ? `of ${user ?? 'a service that names no user'}` : `in ${file}`;
};

/** Read at every connection, so that renewed credentials are taken up; a file that is just being replaced is not missed. */
const latest = (file: string, end = ''): (() => Uint8Array) => {
  let known: Uint8Array | undefined;
  return () => {
    try {
      known = Buffer.from(readFileSync(file, 'utf8').trim() + end);
    } catch (error) {
      if (known === undefined) throw error;
    }
    return known;
  };
};

export const insistsOnTls = (address: BusAddress): boolean =>
  address.caFile !== undefined || address.certFile !== undefined || serversOf(address).some((server) => /^tls:/i.test(server));

/** What `connect` is told of it. Certificates are read from their files at every connection. */
export const accessOptions = (address: BusAddress): NodeConnectionOptions => {
  const { user, pass, credsFile, nkeyFile, caFile, certFile, keyFile } = address;
  const tls = {
    ...(caFile === undefined ? {} : { caFile }),
    ...(certFile === undefined || keyFile === undefined ? {} : { certFile, keyFile }),
  };
  return {
    servers: serversOf(address),
    ...(user === undefined ? {} : { user }),
    ...(pass === undefined ? {} : { pass }),
    ...(credsFile === undefined ? {} : { authenticator: credsAuthenticator(latest(credsFile, '\n')) }),
    ...(nkeyFile === undefined ? {} : { authenticator: nkeyAuthenticator(latest(nkeyFile)) }),
    ...(insistsOnTls(address) ? { tls } : {}),
  };
};
