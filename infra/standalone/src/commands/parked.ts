import { services } from '@motcua/contracts';
import { optionsOf, UsageError } from '../arguments.ts';
import { operatorOf } from '../operator.ts';
import { print } from '../print.ts';

interface Parked {
  readonly id: string;
  readonly reactor: string;
  readonly key: string;
  readonly at: string;
  readonly reason: string;
  readonly event: { readonly type: string; readonly stream: string; readonly revision: number };
}

type Operator = Awaited<ReturnType<typeof operatorOf>>;

const pagesOf = async ({ http, token }: Operator, service: string): Promise<Parked[]> => {
  const found: Parked[] = [];
  let path: string | undefined = `/api/${service}/v1/parked?limit=100`;
  while (path) {
    const answer = await http.must([200], 'GET', path, { token });
    found.push(...(answer.body as { items: Parked[] }).items);
    const next: string | undefined = /<([^>]+)>;\s*rel="next"/.exec(answer.headers.get('link') ?? '')?.[1];
    path = next === undefined ? undefined : new URL(next, 'http://x').pathname + new URL(next, 'http://x').search;
  }
  return found;
};

const list = async (operator: Operator): Promise<number> => {
  let count = 0;
  for (const service of services) {
    for (const one of await pagesOf(operator, service)) {
      count += 1;
      print(`${one.id}  ${service}  ${one.at}  ${one.event.type} (${one.event.stream}@${one.event.revision})\n    ${one.reason}`);
    }
  }
  print(count === 0 ? 'Nothing is parked.' : `${count} parked.`);
  return 0;
};

/** What whichever service holds the message, or held it, says to this. */
const said = async ({ http, token }: Operator, method: 'GET' | 'POST', id: string, action = '') => {
  for (const service of services) {
    const answer = await http.must([200, 404], method, `/api/${service}/v1/parked/${encodeURIComponent(id)}${action}`, { token });
    if (answer.status === 200) return { service, body: answer.body as object };
  }
  throw new Error(`no service has a parked message ${id}`);
};

/** `parked inspect ID`. */
const inspect = async (operator: Operator, id: string): Promise<number> => {
  const { service, body } = await said(operator, 'GET', id);
  print(JSON.stringify({ service, ...body }, undefined, 2));
  return 0;
};

/** `parked replay ID`, `parked discard ID`. */
const settle = async (operator: Operator, action: string, id: string): Promise<number> => {
  const { service, body } = await said(operator, 'POST', id, `/${action}`);
  print(`${service}: ${JSON.stringify(body)}`);
  return 0;
};

export const parked = async (args: readonly string[]): Promise<number> => {
  const { values, positionals } = optionsOf(args, { url: { type: 'string' } }, 2);
  const [action, id] = positionals;
  if (action === undefined) return list(await operatorOf(values));
  if (!['inspect', 'replay', 'discard'].includes(action) || id === undefined)
    throw new UsageError('parked · parked inspect ID · parked replay ID · parked discard ID');
  const operator = await operatorOf(values);
  return action === 'inspect' ? inspect(operator, id) : settle(operator, action, id);
};
