import { connect, errors, type NatsConnection } from '@nats-io/transport-node';
import type { NatsBusOptions } from './nats-bus.ts';
import { isAtLeast, oldestServer } from './server-version.ts';

/** A server that answers, but not to us: a mistake in the configuration, which waiting does not mend. */
export class WrongBus extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = 'WrongBus';
  }
}

const isRefusal = (error: unknown): boolean =>
  error instanceof errors.AuthorizationError || (error instanceof Error && error.cause instanceof errors.AuthorizationError);

const knock = async ({ servers, user, pass }: BusAddress): Promise<NatsConnection | undefined> => {
  try {
    return await connect({
      servers: typeof servers === 'string' ? servers.split(',') : [...servers],
      ...(user === undefined ? {} : { user }),
      ...(pass === undefined ? {} : { pass }),
      reconnect: false,
      timeout: 2_000,
      noAsyncTraces: true,
    });
  } catch (error) {
    if (isRefusal(error))
      throw new WrongBus(`nats-server at ${String(servers)} refuses the credentials of ${user ?? 'a service that names no user'}`);
    return undefined;
  }
};

type BusAddress = Pick<NatsBusOptions, 'servers' | 'user' | 'pass'>;

/**
 * For the start of a service, before it opens anything. Throws `WrongBus` where a server answers and refuses the credentials, or is too old.
 * A bus that does not answer within 2 s is merely away: that refuses nobody.
 */
export const refuseWrongBus = async (address: BusAddress): Promise<void> => {
  const connection = await knock(address);
  if (!connection) return;
  const version = connection.info?.version ?? oldestServer;
  await connection.close();
  if (!isAtLeast(version, oldestServer))
    throw new WrongBus(`nats-server at ${String(address.servers)} is ${version}; ${oldestServer} or newer is needed`);
};
