import type { BusLogger, PublicBus, ReactorCheckpoints } from '@motcua/bus';
import { type BusSettings, busAddressOf, natsBus, refuseWrongBus, type TailsConfig, tailSettingsOf } from '@motcua/bus-nats';
import type { ServiceName } from '@motcua/contracts';
import type { EventStore } from '@motcua/es';
import { measuredBus } from '@motcua/telemetry';
import type { EnginesConfig } from './config.ts';
import type { Observed } from './observed.ts';

/** Before anything is opened: throws `WrongBus` where the server refuses the credentials or is too old. One that is away refuses nobody. */
export const refuseWrongBusOf = (config: BusSettings): Promise<void> => refuseWrongBus(busAddressOf(config));

interface BusOptions extends Observed {
  /** Where the service follows its own log. */
  readonly own: EventStore;
  readonly logger: BusLogger;
  readonly checkpoints?: ReactorCheckpoints;
}

/** The service's end of the bus. Resolves at once; the connection is made in the background. */
export const openBus = async (
  config: EnginesConfig & BusSettings & TailsConfig,
  service: ServiceName,
  { own, logger, metrics, telemetry, checkpoints }: BusOptions,
): Promise<PublicBus> => {
  const reactorLimits = { backoffMs: config.MOTCUA_REACTION_BACKOFF_MS };
  const options = {
    service,
    province: config.MOTCUA_PROVINCE,
    ...busAddressOf(config),
    ...tailSettingsOf(config),
    own,
    logger,
    reactorLimits,
  };
  const measured = measuredBus(await natsBus(checkpoints ? { ...options, checkpoints } : options), metrics);
  return telemetry ? telemetry.bus(measured) : measured;
};
