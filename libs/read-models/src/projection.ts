import type { ServiceName } from '@motcua/contracts';
import type { Recorded } from '@motcua/es';
import type { CollectionDeclaration, KeyValue } from './read-models.ts';

/** What the runner keeps beside a document's own state: the last revision folded of each stream. A consumer applies only last + 1. */
export type Revisions = Readonly<Record<string, number>>;

/** A projection: a pure fold of events into documents. `Opened` is what `prepare` found out before the fold (unsealed fields). */
export interface Projection<State, Opened = undefined> extends CollectionDeclaration {
  readonly sources: readonly ServiceName[];
  /** Documents an event belongs to; `[]` = none of ours. Usually the dossier id. */
  readonly documentsOf: (source: ServiceName, event: Recorded) => readonly string[];
  /** Before the fold, for a whole batch at once: ask for keys, open sealed blocks. Answers by event id. May be slow; may not write. */
  readonly prepare?: (events: readonly Recorded[]) => Promise<ReadonlyMap<string, Opened>>;
  /** Events that their documents had already: another projector has folded them, and `prepare` does not get them. For whoever keeps something of all that is heard. */
  readonly alreadyFolded?: (events: readonly Recorded[]) => void;
  /** Pure. A throw parks this document only: it keeps its last state and is marked stale. `undefined` deletes it. */
  readonly evolve: (state: State | undefined, event: Recorded, opened: Opened | undefined, source: ServiceName) => State | undefined;
  /** Pure. What a look-up sends as is, and the keys it is found by. */
  readonly render: (state: State, parked: boolean) => { readonly rendered?: string; readonly keys: Readonly<Record<string, KeyValue>> };
}
