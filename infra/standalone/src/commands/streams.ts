import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type BusAddress, busAddressOf, type TailSettings } from '@motcua/bus-nats';
import { credentialsIn, type Operator, openOperator } from '@motcua/infra-nats';
import { natsConfig, parseEnvironment } from '@motcua/service-kit';
import { z } from 'zod';
import { folder, optionsOf, UsageError } from '../arguments.ts';
import { print } from '../print.ts';
import { tailSettings, tailsBesideServices } from '../tail-settings.ts';

/** The bus at `--url`, with the operator's password or as the services' settings say, or the one that runs on a data folder. */
const addressOf = (values: { url?: string | undefined; data?: string | undefined }): BusAddress => {
  if (values.url !== undefined) {
    const { MOTCUA_NATS_OPERATOR_PASSWORD: pass, MOTCUA_NATS_USER: _user, MOTCUA_NATS_PASSWORD: _pass, ...rest } = process.env;
    const address = busAddressOf(parseEnvironment(z.object(natsConfig), { ...rest, MOTCUA_NATS_URL: values.url }));
    if (pass) return { ...address, user: 'operator', pass };
    if (address.credsFile === undefined && address.nkeyFile === undefined)
      throw new UsageError('--url needs MOTCUA_NATS_OPERATOR_PASSWORD, MOTCUA_NATS_CREDS_FILE or MOTCUA_NATS_NKEY_FILE');
    return address;
  }
  const nats = join(folder(values.data, '.motcua'), 'nats');
  if (!existsSync(join(nats, 'port')) || !existsSync(join(nats, 'credentials.json')))
    throw new UsageError(`no bus was ever started in ${nats}: name another by --data or --url`);
  const port = readFileSync(join(nats, 'port'), 'utf8').trim();
  return { servers: `nats://127.0.0.1:${port}`, user: 'operator', pass: credentialsIn(join(nats, 'credentials.json')).operator };
};

const replicasOf = (text: string | undefined): { replicas?: number } => {
  if (text === undefined) return {};
  if (!['1', '3', '5'].includes(text)) throw new UsageError(`--replicas is 1, 3 or 5: ${text}`);
  return { replicas: Number(text) };
};

const show = async (operator: Operator, settings: TailSettings): Promise<number> => {
  const drifts = await operator.drift(settings);
  for (const { stream, durable, what, loses, anew } of drifts) {
    const end = loses ? '  REFUSED: messages would be lost' : anew ? '  made anew by `streams apply` and by `up`' : '';
    print(`${durable === undefined ? stream : `${stream} · ${durable}`}  ${what}${end}`);
  }
  if (drifts.length === 0) print('Streams and durables are as declared.');
  return drifts.some(({ loses }) => loses) ? 1 : 0;
};

/** `streams`, `streams apply`: declared against actual. Exit 1 where applying would lose messages. */
export const streams = async (args: readonly string[]): Promise<number> => {
  const { values, positionals } = optionsOf(args, { url: { type: 'string' }, replicas: { type: 'string' } }, 1);
  const [action] = positionals;
  if (action !== undefined && action !== 'apply') throw new UsageError('streams · streams apply');
  const declared = values.url === undefined ? tailsBesideServices(process.env) : tailSettings(process.env);
  const settings = { ...declared, ...replicasOf(values.replicas) };
  const operator = await openOperator(addressOf(values));
  try {
    if (action === 'apply') await operator.apply(settings);
    return await show(operator, settings);
  } finally {
    await operator.close();
  }
};
