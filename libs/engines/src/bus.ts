import type { BusLogger, PublicBus, ReactorCheckpoints } from '@motcua/bus';
import { natsBus, refuseWrongBus } from '@motcua/bus-nats';
import type { ServiceName } from '@motcua/contracts';
import type { EventStore } from '@motcua/es';
import type { EnginesConfig } from './config.ts';

const addressOf = ({ MOTCUA_NATS_URL: servers, MOTCUA_NATS_USER: user, MOTCUA_NATS_PASSWORD: pass }: EnginesConfig) => ({
  servers,
  ...(user === undefined ? {} : { user }),
  ...(pass === undefined ? {} : { pass }),
});

/** Before anything is opened: throws `WrongBus` where the server refuses the credentials or is too old. One that is away refuses nobody. */
export const refuseWrongBusOf = (config: EnginesConfig): Promise<void> => refuseWrongBus(addressOf(config));

/** The service's end of the bus. Resolves at once; the connection is made in the background. */
export const openBus = (
  config: EnginesConfig,
  service: ServiceName,
  more: { readonly own: EventStore; readonly logger: BusLogger; readonly checkpoints?: ReactorCheckpoints },
): Promise<PublicBus> => natsBus({ service, province: config.MOTCUA_PROVINCE, ...addressOf(config), ...more });
