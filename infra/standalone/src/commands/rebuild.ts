import { setTimeout as sleep } from 'node:timers/promises';
import { services } from '@motcua/contracts';
import { optionsOf, UsageError } from '../arguments.ts';
import type { HttpClient } from '../http-client.ts';
import { operatorOf } from '../operator.ts';
import { print } from '../print.ts';

/** As `GET /api/{service}/v1/projections/{name}` shows it. */
interface ProjectionView {
  readonly position?: number;
  readonly generation: number;
  readonly rebuild?: {
    readonly state: 'under-way' | 'done' | 'failed';
    readonly since: string;
    readonly position?: number;
    readonly reason?: string;
  };
}

export interface RebuildPatience {
  readonly lookMs: number;
  readonly sayMs: number;
  /** So long nobody has said that it is under way: whoever began it has ended. */
  readonly silentMs: number;
}

const progressOf = ({ rebuild, position: present }: ProjectionView): string =>
  `event ${(rebuild?.position ?? 0).toLocaleString('en')}${present === undefined ? '' : ` of ${present.toLocaleString('en')}`}`;

/**
 * Until look-ups read another filling than `before`. Of several instances any one may answer, and only the one that rebuilds says how far it is; that it has
 * ended each of them sees. `since` names the rebuild that was asked for: an instance that has failed at another one says nothing of it.
 */
export const untilRebuilt = async (
  look: () => Promise<ProjectionView>,
  { before, since }: { readonly before: number; readonly since: string | undefined },
  say: (progress: string) => void,
  { lookMs, sayMs, silentMs }: RebuildPatience = { lookMs: 500, sayMs: 5_000, silentMs: 60_000 },
): Promise<ProjectionView> => {
  let heardAt = performance.now();
  let saidAt = heardAt;
  for (;;) {
    const view = await look();
    if (view.generation !== before) return view;
    if (view.rebuild?.state === 'failed' && view.rebuild.since === since)
      throw new Error(`the rebuild has failed: ${view.rebuild.reason ?? 'unknown'}`);
    const now = performance.now();
    if (view.rebuild?.state === 'under-way') heardAt = now;
    if (now - heardAt > silentMs) throw new Error('nobody says any more that a rebuild is under way: begin it again');
    if (view.rebuild?.position !== undefined && now - saidAt > sayMs) {
      saidAt = now;
      say(progressOf(view));
    }
    await sleep(lookMs);
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
  const look = async (): Promise<ProjectionView> =>
    (await http.must([200], 'GET', pathOf(service, name), { token })).body as ProjectionView;
  const { generation } = await look();
  const begun = (await http.must([202], 'POST', `${pathOf(service, name)}/rebuild`, { token })).body as ProjectionView;
  const rebuilt = await untilRebuilt(look, { before: generation, since: begun.rebuild?.since }, (progress) =>
    print(`${service} ${name}: ${progress} …`),
  );
  print(
    `${service} ${name}: rebuilt and in use${rebuilt.position === undefined ? '' : `, up to event ${rebuilt.position.toLocaleString('en')}`}`,
  );
  return 0;
};
