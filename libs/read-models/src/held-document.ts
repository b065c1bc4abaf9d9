import type { Recorded } from '@motcua/es';
import { nameOfError } from './errors.ts';
import type { Projection } from './projection.ts';
import type { CollectionDeclaration, KeyValue, StoredDocument } from './read-models.ts';

/** The event that could not be folded. The document keeps its last state and takes nothing more, until it is rebuilt. */
export interface ParkedAt {
  readonly stream: string;
  readonly revision: number;
  /** The error's name: its message may hold data. */
  readonly reason: string;
}

/** A document, parsed: the fold's state and the runner's own knowledge of how far it is. */
export interface HeldDocument<State> {
  readonly state: State | undefined;
  /** Last revision folded, by stream. */
  readonly revisions: Readonly<Record<string, number>>;
  readonly parked?: ParkedAt;
}

interface Progress {
  readonly r: Readonly<Record<string, number>>;
  readonly p?: ParkedAt;
}

/** Documents that stand still are found by this key, added to every projection's own. */
export const parkedIndex = 'parked';

/** The collection of one filling as the runner declares it; whoever opens a stored one for other reasons must declare the same. */
export const declarationOf = <State, Opened>(projection: Projection<State, Opened>, version: number): CollectionDeclaration => ({
  name: projection.name,
  version,
  indexes: { ...projection.indexes, [parkedIndex]: { keys: [parkedIndex] } },
});

export const heldOf = <State>({ state, progress }: StoredDocument): HeldDocument<State> => {
  const { r, p } = JSON.parse(progress ?? '{"r":{}}') as Progress;
  const parsed = JSON.parse(state) as State | null;
  return { state: parsed === null ? undefined : parsed, revisions: r, ...(p ? { parked: p } : {}) };
};

interface Rendered {
  readonly rendered?: string;
  readonly keys: Readonly<Record<string, KeyValue>>;
}

/** What is stored of a document. Throws where `render` does. */
export const storedOf = <State, Opened>(
  projection: Projection<State, Opened>,
  id: string,
  { state, revisions, parked }: HeldDocument<State>,
): StoredDocument => {
  const { rendered, keys }: Rendered = state === undefined ? { keys: {} } : projection.render(state, parked !== undefined);
  const progress: Progress = { r: revisions, ...(parked ? { p: parked } : {}) };
  return {
    id,
    state: state === undefined ? 'null' : JSON.stringify(state),
    ...(rendered === undefined ? {} : { rendered }),
    keys: parked ? { ...keys, [parkedIndex]: 1 } : keys,
    progress: JSON.stringify(progress),
  };
};

export const parkedAt = ({ stream, revision }: Recorded, error: unknown): ParkedAt => ({
  stream,
  revision,
  reason: nameOfError(error),
});
