import { codecOf, type ServiceName } from '@motcua/contracts';
import { canonicalJson } from '@motcua/es';
import {
  type Checkpoints,
  type Collection,
  declarationOf,
  memoryReadModels,
  type Projection,
  type ReadModels,
  runProjection,
  type StoredDocument,
} from '@motcua/read-models';
import type { Logs } from './stored-logs.ts';
import { feedsOf } from './stored-logs.ts';

export interface Comparison {
  readonly documents: number;
  /** Ids whose contents are not what their events fold to. */
  readonly differing: readonly string[];
  /** Events that the read model had not heard of when the system stopped: not wrong, only late. */
  readonly behind: number;
}

const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
/** Members may stand in another order where events of several services met in another order: that is no difference. Rendered texts may be several lines of JSON. */
const canonical = (text: string | undefined): readonly string[] => (text ?? '').split('\n').map(canonicalLine);
const canonicalLine = (line: string): string => {
  try {
    return canonicalJson(JSON.parse(line));
  } catch {
    return line;
  }
};
/** A key without a value is the same as none. */
const keysOf = (keys: StoredDocument['keys']): string =>
  canonicalJson(Object.fromEntries(Object.entries(keys).filter(([, value]) => value !== null)));
/** What look-ups read of a document, and whether it is parked; not which of two early events was heard before there was anything to keep. */
const contents = ({ state, rendered, keys }: StoredDocument): string =>
  JSON.stringify([canonical(state), canonical(rendered), keysOf(keys)]);

/** Folds a projection anew into memory, from just as much of the logs as the stored one has heard. */
const folded = async <State, Opened>(
  projection: Projection<State, Opened>,
  logs: Logs,
  upTo: Readonly<Record<string, number>>,
): Promise<{ collection: Collection; stop(): Promise<void> }> => {
  const bus = feedsOf(logs, upTo);
  const running = await runProjection({ projection, models: memoryReadModels(), bus, codecs: codecOf, logger: silent });
  while (!running.caughtUp()) await new Promise((resolve) => setTimeout(resolve, 5));
  return { collection: running.collection(), stop: () => running.stop() };
};

async function* everyDocument(collection: Collection): AsyncGenerator<StoredDocument> {
  let after: string | undefined;
  for (;;) {
    const page = await collection.scan({ limit: 500, ...(after === undefined ? {} : { after }) });
    yield* page;
    after = page.at(-1)?.id;
    if (after === undefined) return;
  }
}

/** Where the stored read model stands in each log. One filled from a log of before a restore is filled anew at the next start: it has heard nothing. */
const heardOf = (checkpoints: Checkpoints, sources: readonly ServiceName[], logs: Logs): Record<string, number> =>
  Object.fromEntries(
    sources.map((source) => {
      const at = checkpoints[source];
      return [source, at?.epoch === logs[source].epoch ? at.position : 0];
    }),
  );

const behindBy = async (heard: Readonly<Record<string, number>>, sources: readonly ServiceName[], logs: Logs): Promise<number> => {
  let events = 0;
  for (const source of sources) events += (await logs[source].head()) - (heard[source] ?? 0);
  return events;
};

/** Ids of documents that differ, or that only one of the two has. */
const differences = async (stored: Collection, fresh: Collection): Promise<{ documents: number; differing: string[] }> => {
  const differing: string[] = [];
  let documents = 0;
  for await (const document of everyDocument(fresh)) {
    documents += 1;
    const known = await stored.get(document.id);
    if (known === undefined || contents(known) !== contents(document)) differing.push(document.id);
  }
  for await (const { id } of everyDocument(stored)) if (!(await fresh.get(id))) differing.push(id);
  return { documents, differing };
};

/** Invariant I5: what look-ups read is the fold of the streams, or of a prefix of them. Undefined where no filling was ever finished. */
export const compareWithFold = async <State, Opened>(
  projection: Projection<State, Opened>,
  models: ReadModels,
  logs: Logs,
): Promise<Comparison | undefined> => {
  const active = await models.active(projection.name);
  if (active === undefined) return undefined;
  const stored = await models.open(declarationOf(projection, active));
  const heard = heardOf(await stored.checkpoints(), projection.sources, logs);
  const fresh = await folded(projection, logs, heard);
  try {
    return { ...(await differences(stored, fresh.collection)), behind: await behindBy(heard, projection.sources, logs) };
  } finally {
    await fresh.stop();
  }
};
