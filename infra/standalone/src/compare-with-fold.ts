import { codecOf } from '@motcua/contracts';
import {
  type Collection,
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
  /** Documents that had not heard of their last events when the system stopped: not wrong, only late. */
  readonly behind: number;
}

const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
const contents = ({ state, rendered, keys }: StoredDocument): string => JSON.stringify([state, rendered ?? null, keys]);

/** Folds a projection anew from the logs into memory. */
const folded = async <State, Opened>(
  projection: Projection<State, Opened>,
  logs: Logs,
): Promise<{ collection: Collection; stop(): Promise<void> }> => {
  const running = await runProjection({ projection, models: memoryReadModels(), bus: feedsOf(logs), codecs: codecOf, logger: silent });
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

const isCaughtUp = async (stored: Collection, projection: Pick<Projection<never>, 'sources'>, logs: Logs): Promise<boolean> => {
  const checkpoints = await stored.checkpoints();
  const heads = await Promise.all(
    projection.sources.map(async (source) => (checkpoints[source]?.position ?? 0) >= (await logs[source].head())),
  );
  return heads.every(Boolean);
};

/** Invariant I5: what look-ups read is the fold of the streams, or of a prefix of them. */
export const compareWithFold = async <State, Opened>(
  projection: Projection<State, Opened>,
  models: ReadModels,
  logs: Logs,
): Promise<Comparison> => {
  const stored = await models.open({ ...projection, version: (await models.active(projection.name)) ?? projection.version });
  const upToDate = await isCaughtUp(stored, projection, logs);
  const fresh = await folded(projection, logs);
  const differing: string[] = [];
  let [documents, behind] = [0, 0];
  try {
    for await (const document of everyDocument(fresh.collection)) {
      documents += 1;
      const known = await stored.get(document.id);
      if (known?.progress === document.progress && known !== undefined && contents(known) === contents(document)) continue;
      if (known?.progress !== document.progress && !upToDate) behind += 1;
      else differing.push(document.id);
    }
    for await (const document of everyDocument(stored)) if (!(await fresh.collection.get(document.id))) differing.push(document.id);
  } finally {
    await fresh.stop();
  }
  return { documents, differing, behind };
};
