import { services } from '@motcua/contracts';
import { optionsOf, UsageError } from '../arguments.ts';
import { operatorOf } from '../operator.ts';
import { print } from '../print.ts';

/** `rebuild SERVICE NAME`: the running system fills the projection anew beside the old one and switches when it has caught up. */
export const rebuild = async (args: readonly string[]): Promise<number> => {
  const { values, positionals } = optionsOf(args, { url: { type: 'string' } }, 2);
  const [service, name] = positionals;
  if (!services.some((known) => known === service) || name === undefined)
    throw new UsageError(`rebuild SERVICE NAME, where SERVICE is one of ${services.join(', ')}`);
  const { http, token } = await operatorOf(values);
  const answer = await http.must([200, 202], 'POST', `/api/${service}/v1/projections/${encodeURIComponent(name)}/rebuild`, { token });
  print(`${service} ${name}: ${JSON.stringify(answer.body)}`);
  return 0;
};
