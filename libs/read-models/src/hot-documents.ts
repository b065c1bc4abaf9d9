import { LRUCache } from 'lru-cache';
import { breather } from './breather.ts';
import { type HeldDocument, heldOf } from './held-document.ts';
import type { Collection } from './read-models.ts';

/** Documents read at once. */
const loadSize = 50;

/** Parsed documents in memory: the busiest ones, and those whose write is still on its way (reading these from the database would answer an older state). */
export interface HotDocuments<State> {
  load(ids: readonly string[]): Promise<ReadonlyMap<string, HeldDocument<State>>>;
  /** Folded, not written yet. Answers what to call when they are. */
  keep(documents: ReadonlyMap<string, HeldDocument<State> | undefined>): () => void;
  /** All of them: somebody else has written. */
  forget(): void;
}

export const hotDocuments = <State>(collection: Collection, max: number): HotDocuments<State> => {
  const recent = new LRUCache<string, HeldDocument<State>>({ max });
  const unwritten = new Map<string, HeldDocument<State> | undefined>();
  return {
    async load(ids) {
      const found = new Map<string, HeldDocument<State>>();
      const missing: string[] = [];
      for (const id of ids) {
        const held = unwritten.has(id) ? unwritten.get(id) : recent.get(id);
        if (held) found.set(id, held);
        else if (!unwritten.has(id)) missing.push(id);
      }
      const breathe = breather();
      for (let start = 0; start < missing.length; start += loadSize) {
        for (const [id, stored] of await collection.getMany(missing.slice(start, start + loadSize))) found.set(id, heldOf<State>(stored));
        await breathe();
      }
      return found;
    },
    keep(documents) {
      for (const [id, held] of documents) {
        unwritten.set(id, held);
        if (held) recent.set(id, held);
        else recent.delete(id);
      }
      return () => {
        for (const [id, held] of documents) if (unwritten.get(id) === held) unwritten.delete(id);
      };
    },
    forget() {
      recent.clear();
      unwritten.clear();
    },
  };
};
