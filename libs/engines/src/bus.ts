import type { BusLogger, PublicBus, ReactorCheckpoints } from '@motcua/bus';
import { natsBus, refuseWrongBus } from '@motcua/bus-nats';
import type { ServiceName } from '@motcua/contracts';
import type { EventStore } from '@motcua/es';
import { measuredBus } from '@motcua/telemetry';
import type { EnginesConfig } from './config.ts';
import type { Observed } from './observed.ts';

const addressOf = ({ MOTCUA_NATS_URL: servers, MOTCUA_NATS_USER: user, MOTCUA_NATS_PASSWORD: pass }: EnginesConfig) => ({
  servers,
  ...(user === undefined ? {} : { user }),
  ...(pass === undefined ? {} : { pass }),
});

/** Before anything is opened: throws `WrongBus` where the server refuses the credentials or is too old. One that is away refuses nobody. */
export const refuseWrongBusOf = (config: EnginesConfig): Promise<void> => refuseWrongBus(addressOf(config));

interface BusOptions extends Observed {
  /** Where the service follows its own log. */
  readonly own: EventStore;
  readonly logger: BusLogger;
  readonly checkpoints?: ReactorCheckpoints;
}

/** The service's end of the bus. Resolves at once; the connection is made in the background. */
export const openBus = async (
  config: EnginesConfig,
  service: ServiceName,
  { own, logger, metrics, telemetry, checkpoints }: BusOptions,
): Promise<PublicBus> => {
  const options = { service, province: config.MOTCUA_PROVINCE, ...addressOf(config), own, logger };
  const measured = measuredBus(await natsBus(checkpoints ? { ...options, checkpoints } : options), metrics);
  return telemetry ? telemetry.bus(measured) : measured;
};
