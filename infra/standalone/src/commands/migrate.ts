import { type ServiceName, services } from '@motcua/contracts';
import { optionsOf, UsageError } from '../arguments.ts';
import { admitSource } from '../migrate/admission.ts';
import { moveStore } from '../migrate/move-store.ts';
import { placesAt } from '../migrate/places.ts';
import { print } from '../print.ts';

const options = {
  from: { type: 'string' },
  to: { type: 'string' },
  service: { type: 'string' },
  province: { type: 'string' },
  switch: { type: 'boolean' },
} as const;

const wanted = (service: string | undefined): readonly ServiceName[] => {
  if (service === undefined) return services;
  const known = services.filter((name) => name === service);
  if (known.length === 0) throw new UsageError(`--service is one of ${services.join(', ')}`);
  return known;
};

/**
 * `migrate --from sqlite:DIR --to kurrentdb://… [--service NAME] [--switch]`, and back again: copies the events of all services, or of one, while they go on;
 * with `--switch` the source is sealed, the rest copied, both sides compared, and the target opened. Goes on where it was cut off.
 */
export const migrate = async (args: readonly string[]): Promise<number> => {
  const { values } = optionsOf(args, options);
  const province = values.province ?? process.env['MOTCUA_PROVINCE'] ?? 'H53';
  const named = wanted(values.service);
  const [from, to] = [
    await placesAt('--from', values.from, province),
    await placesAt('--to', values.to ?? process.env['MOTCUA_STORE_URL'], province),
  ];
  // All before any: one that cannot be moved is known before another one was.
  for (const service of named) {
    if (from(service).name === to(service).name) throw new UsageError('--from and --to are the same place');
    await admitSource(from(service), to(service));
  }
  for (const service of named) {
    const say = (line: string): void => print(`${service.padEnd(9)} ${line}`);
    await moveStore(from(service), to(service), { switching: values.switch ?? false, say });
  }
  return 0;
};
