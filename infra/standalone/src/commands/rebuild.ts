import { setTimeout as sleep } from 'node:timers/promises';
import { services } from '@motcua/contracts';
import { optionsOf, UsageError } from '../arguments.ts';
import type { HttpClient } from '../http-client.ts';
import { operatorOf } from '../operator.ts';
import { print } from '../print.ts';

/** As `GET /api/{service}/v1/projections/{name}` shows it. */
interface ProjectionView {
  readonly position: number;
  readonly generation: number;
  readonly rebuild?: {
    readonly state: 'under-way' | 'done' | 'failed';
    readonly since: string;
    readonly generation?: number;
    readonly position?: number;
    readonly reason?: string;
  };
}

/** It is answered, and not with a view: a token that has expired, a path that is none. Asking again would not help. */
export class Refused extends Error {}

export interface RebuildPatience {
  readonly lookMs: number;
  readonly sayMs: number;
  /** So long nobody has said that it is under way: whoever began it has ended, or is not to be reached. */
  readonly silentMs: number;
}

/**
 * Until look-ups read what the rebuild fills that was asked for at `since`. Of several instances any one may answer: only the one that rebuilds says how far it is
 * and how it ended, but what is read then each of them sees. One that does not answer is asked again.
 */
export const untilRebuilt = async (
  look: () => Promise<ProjectionView>,
  since: string | undefined,
  say: (progress: string) => void,
  { lookMs, sayMs, silentMs }: RebuildPatience = { lookMs: 500, sayMs: 5_000, silentMs: 60_000 },
): Promise<ProjectionView> => {
  let heardAt = performance.now();
  let saidAt = heardAt;
  let filled = Number.POSITIVE_INFINITY;
  let silence = 'nobody says any more that it is under way';
  for (; ; await sleep(lookMs)) {
    const view = await look().catch((error: unknown) => {
      if (error instanceof Refused) throw error;
      silence = error instanceof Error ? error.message : 'no answer';
    });
    const asked = view?.rebuild?.since === since ? view?.rebuild : undefined;
    filled = asked?.generation ?? filled;
    if (view && (asked?.state === 'done' || view.generation >= filled)) return view;
    if (asked?.state === 'failed') throw new Error(`the rebuild has failed: ${asked.reason}; the log of the service says more`);
    const now = performance.now();
    if (asked) heardAt = now;
    if (now - heardAt > silentMs) throw new Error(`the rebuild may go on, but: ${silence}`);
    if (view && asked?.position !== undefined && now - saidAt > sayMs) {
      saidAt = now;
      say(`event ${asked.position.toLocaleString('en')} of ${view.position.toLocaleString('en')}`);
    }
  }
};

const pathOf = (service: string, name: string): string => `/api/${service}/v1/projections/${encodeURIComponent(name)}`;

/** A name that is none is answered with those there are. */
const namesOf = async (http: HttpClient, service: string, token: string): Promise<readonly string[]> => {
  const { body } = await http.must([200], 'GET', `/api/${service}/v1/projections`, { token });
  return (body as { items: { name: string }[] }).items.map((one) => one.name);
};

/** `rebuild SERVICE NAME`: the running system fills the projection anew beside the old one and switches when it has caught up. */
export const rebuild = async (args: readonly string[]): Promise<number> => {
  const { values, positionals } = optionsOf(args, { url: { type: 'string' } }, 2);
  const [service, name] = positionals;
  if (service === undefined || !services.some((known) => known === service) || name === undefined)
    throw new UsageError(`rebuild SERVICE NAME, where SERVICE is one of ${services.join(', ')}`);
  const { http, token } = await operatorOf(values);
  const names = await namesOf(http, service, token);
  if (!names.includes(name)) throw new UsageError(`${service} has no projection ${name}, but ${names.join(', ')}`);
  const look = async (): Promise<ProjectionView> => {
    const { status, body } = await http.call('GET', pathOf(service, name), { token });
    if (status === 200) return body as ProjectionView;
    const said = `GET ${pathOf(service, name)} answered ${status}`;
    throw status < 500 ? new Refused(`${said}; the rebuild goes on`) : new Error(said);
  };
  const begun = (await http.must([202], 'POST', `${pathOf(service, name)}/rebuild`, { token })).body as ProjectionView;
  const rebuilt = await untilRebuilt(look, begun.rebuild?.since, (progress) => print(`${service} ${name}: ${progress} …`));
  print(`${service} ${name}: rebuilt and in use, up to event ${rebuilt.position.toLocaleString('en')}`);
  return 0;
};
