import { services } from '@motcua/contracts';
import { optionsOf, UsageError } from '../arguments.ts';
import { print } from '../print.ts';

/** `epoch --store kurrentdb://… [--service NAME]`: after a restore of the cluster, while no service runs, tells all who kept a position that it is void. */
export const epoch = async (args: readonly string[]): Promise<number> => {
  const { values } = optionsOf(args, { store: { type: 'string' }, service: { type: 'string' }, province: { type: 'string' } });
  const url = values.store ?? process.env['MOTCUA_STORE_URL'];
  if (url === undefined) throw new UsageError('epoch --store kurrentdb://… [--service NAME]');
  const named = services.filter((name) => values.service === undefined || name === values.service);
  if (named.length === 0) throw new UsageError(`--service is one of ${services.join(', ')}`);
  const province = (values.province ?? process.env['MOTCUA_PROVINCE'] ?? 'H53').toLowerCase();
  const { newKurrentdbEpoch } = await import('@motcua/es-kurrentdb');
  for (const service of named) print(`${service.padEnd(9)} ${await newKurrentdbEpoch({ url, namespace: `${province}_${service}` })}`);
  return 0;
};
