import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { Channel } from '../application/ports.ts';
import type { NotifyConfig } from '../config.ts';
import { type Simulator, startSimulator } from './simulator/start-simulator.ts';
import { smsGateway } from './sms-gateway.ts';
import { zaloOa } from './zalo-oa.ts';

export interface OpenChannels {
  readonly channels: { readonly zalo?: Channel; readonly sms?: Channel };
  /** In a trial only: stands in for every provider that is not configured. */
  readonly simulator?: Simulator;
  /** What receipts are signed with; absent: none are taken. */
  readonly receiptSecret?: string;
  close(): Promise<void>;
}

/** Channels to the configured providers; in a trial the simulator speaks for the others. */
export const openChannels = async (
  config: NotifyConfig,
  wrap: (channel: Channel) => Channel = (channel) => channel,
): Promise<OpenChannels> => {
  const trial = config.MOTCUA_ENV === 'trial';
  const token = randomBytes(24).toString('base64url');
  const secret = config.MOTCUA_NOTIFY_RECEIPT_SECRET ?? (trial ? randomBytes(32).toString('base64url') : undefined);
  const port = config.MOTCUA_NOTIFY_SIMULATOR_PORT;
  const file = join(config.MOTCUA_DATA, 'simulator', 'ledger.sqlite');
  const simulator = trial && secret ? await startSimulator({ file, token, secret, port }) : undefined;
  const limits = { connections: config.MOTCUA_NOTIFY_CONCURRENCY, timeoutMs: config.MOTCUA_NOTIFY_TIMEOUT_MS };
  const target = (url: string | undefined, own: string | undefined) => {
    if (url !== undefined) return { url, token: own ?? '', ...limits };
    return simulator ? { url: simulator.url, token, ...limits } : undefined;
  };
  const zalo = target(config.MOTCUA_NOTIFY_ZALO_URL, config.MOTCUA_NOTIFY_ZALO_TOKEN);
  const sms = target(config.MOTCUA_NOTIFY_SMS_URL, config.MOTCUA_NOTIFY_SMS_TOKEN);
  const channels = {
    ...(zalo ? { zalo: wrap(zaloOa(zalo)) } : {}),
    ...(sms ? { sms: wrap(smsGateway({ ...sms, brand: config.MOTCUA_NOTIFY_SMS_BRAND })) } : {}),
  };
  return {
    channels,
    ...(simulator ? { simulator } : {}),
    ...(secret === undefined ? {} : { receiptSecret: secret }),
    close: async () => {
      await Promise.all(Object.values(channels).map((channel) => channel.close()));
      await simulator?.stop();
    },
  };
};
