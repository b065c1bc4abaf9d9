import { randomUUID } from 'node:crypto';
import { memoryBus, memoryCheckpoints, memoryNetwork, quickLimits } from '@motcua/bus/testing';
import { type DossierEvent, type IntakeEvent, type ProcedurePublished, rpc } from '@motcua/contracts';
import { type DomainEvent, type EventStore, memoryEventStore } from '@motcua/es';
import { memoryReadModels, type ReadModels } from '@motcua/read-models';
import { testService } from '@motcua/service-kit';
import { trackingServiceWith } from '../../src/tracking.module.ts';
import { lifeOf, newPerson, type Person } from '../dossier-life.ts';

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Record<string, never> & { readonly [name: string]: unknown };
}
interface Ask {
  readonly token?: string;
  readonly bearer?: string;
  readonly body?: unknown;
  readonly key?: string | null;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What outlives a start. */
export interface Kept {
  readonly stores: Readonly<Record<'intake' | 'workflow' | 'tracking', EventStore>>;
  readonly models: ReadModels;
}
export const nothingKept = (): Kept => ({
  stores: { intake: memoryEventStore(), workflow: memoryEventStore(), tracking: memoryEventStore() },
  models: memoryReadModels(),
});

/** Tracking over memory, beside an intake and a workflow that say what the test lets them say. */
export const openWorld = async (env: Readonly<Record<string, string>> = {}, { stores, models }: Kept = nothingKept()) => {
  const network = memoryNetwork();
  const outside = memoryBus({ network });
  await outside.relay('intake', stores.intake);
  await outside.relay('workflow', stores.workflow);
  const keys = new Map<string, Uint8Array>();
  await outside.respond(rpc.subjectKeys, async (payload) => {
    const { dossiers } = payload as { dossiers: string[] };
    const encoded = (id: string) => {
      const key = keys.get(id);
      return key ? Buffer.from(key).toString('base64url') : null;
    };
    return { keys: Object.fromEntries(dossiers.map((id) => [id, encoded(id)])) };
  });
  const store = stores.tracking;
  network.stores.set('tracking', store);
  const service = trackingServiceWith(async () => ({
    store,
    models,
    checkpoints: memoryCheckpoints(),
    bus: memoryBus({ network, reactorLimits: quickLimits }),
  }));
  const running = await testService(service, env);
  const base = `${running.url}/api/tracking/v1`;

  const call = async (method: 'GET' | 'POST', path: string, { token, bearer, body, key, headers }: Ask = {}): Promise<Reply> => {
    const authorization = token === undefined ? bearer : `Tracking ${token}`;
    const response = await fetch(path.startsWith('/api') ? running.url + path : base + path, {
      method,
      headers: {
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(authorization === undefined ? {} : { authorization }),
        ...(method === 'POST' && key !== null ? { 'idempotency-key': key ?? randomUUID() } : {}),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: response.status, headers: response.headers, body: JSON.parse(await response.text()) };
  };

  const append = async (source: 'intake' | 'workflow', stream: string, event: DomainEvent): Promise<string> => {
    const id = randomUUID();
    const metadata = { at: '2026-11-23T09:00:00+07:00', actor: 'system:test', correlationId: id, causationId: id };
    let last: number | 'absent' = 'absent';
    for await (const known of stores[source].read(stream)) last = known.revision;
    const { position } = await stores[source].append(stream, [{ ...event, id, metadata }], last);
    return `${source}:${position}`;
  };
  const wait = (position: string) => ({ 'motcua-position': position, prefer: 'wait=5' });

  /** A person whose submission was told; `say` tells what happens then, and answers where the log stands. */
  const newDossier = async (person: Person = newPerson(randomUUID())) => {
    keys.set(person.dossierId, person.key);
    const life = lifeOf(person);
    const say = (event: IntakeEvent | DossierEvent): Promise<string> =>
      event.type.startsWith('Submission') || event.type === 'TrackingLinkReplaced.v1'
        ? append('intake', `submission-${person.dossierId}`, event)
        : append('workflow', `dossier-${person.dossierId}`, event);
    const status = (position: string, language = 'vi') =>
      call('GET', '/status', { token: person.token, headers: { ...wait(position), 'accept-language': language } });
    const tell = async (...events: readonly (IntakeEvent | DossierEvent)[]): Promise<string> => {
      let position = '';
      for (const event of events) position = await say(event);
      return position;
    };
    return { ...person, life, say, tell, status, filedAt: await say(life.submission.filed) };
  };
  const publishProcedure = (event: ProcedurePublished) => append('workflow', 'procedure-1_001193', event);
  return {
    running,
    base,
    call,
    tell: outside.tell,
    append,
    wait,
    newDossier,
    publishProcedure,
    keys,
    network,
    store,
    models,
    stop: () => running.stop(),
  };
};
export type World = Awaited<ReturnType<typeof openWorld>>;
