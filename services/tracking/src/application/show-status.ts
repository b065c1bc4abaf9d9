import type { StoredDocument } from '@motcua/read-models';
import { tokenHashOf } from '@motcua/sealing';
import { LRUCache } from 'lru-cache';
import { viewIn } from '../projections/status/index.ts';
import { findStatus } from './find-status.ts';
import type { TrackingPorts, Wanted } from './ports.ts';

type Language = 'vi' | 'en';
interface Shown {
  readonly id: string;
  readonly vi: Buffer;
  readonly en: Buffer;
}

/** Bytes of views in memory: some hundred dossiers, which is as many as are asked for twice within a second. What is older stays until its room is needed. */
const mostBytes = 4 * 1_024 * 1_024;
/** A change drops what it concerns at once; another instance's projector tells us nothing, so nothing is older than this. */
const longestMs = 1_000;

const shownOf = ({ id, rendered = '' }: Pick<StoredDocument, 'id' | 'rendered'>): Shown => ({
  id,
  vi: Buffer.from(viewIn(rendered, 'vi')),
  en: Buffer.from(viewIn(rendered, 'en')),
});

/** Views that were asked for lately, ready to be sent, by token hash. */
const recentViews = ({ statuses }: Pick<TrackingPorts, 'statuses'>) => {
  const hashes = new Map<string, string>();
  const views = new LRUCache<string, Shown>({
    maxSize: mostBytes,
    sizeCalculation: ({ vi, en }) => vi.length + en.length + 500,
    ttl: longestMs,
    dispose: ({ id }, hash) => {
      if (hashes.get(id) === hash) hashes.delete(id);
    },
  });
  let collection = statuses.collection();
  const end = statuses.onApplied((ids) => {
    if (hashes.size === 0) return;
    for (const id of ids) {
      const hash = hashes.get(id);
      if (hash !== undefined) views.delete(hash);
    }
  });
  return {
    get(hash: string): Shown | undefined {
      const present = statuses.collection();
      if (present !== collection) {
        collection = present;
        views.clear();
      }
      return views.get(hash);
    },
    keep(hash: string, shown: Shown): void {
      hashes.set(shown.id, hash);
      views.set(hash, shown);
    },
    end,
  };
};

/** The hot path: one hash, and a view that is there or one indexed read. Who waits for a position gets what stands in the read model. */
export const showStatus = (ports: Pick<TrackingPorts, 'statuses'>) => {
  const recent = recentViews(ports);
  const find = findStatus(ports);
  return {
    async show(token: string, language: Language, wanted: Wanted): Promise<Buffer | 'not-found' | 'not-yet-visible'> {
      const hash = tokenHashOf(token);
      const known = wanted.position ? undefined : recent.get(hash);
      if (known) return known[language];
      const found = await find(token, wanted);
      if (typeof found === 'string') return found;
      const shown = shownOf(found);
      recent.keep(hash, shown);
      return shown[language];
    },
    end: recent.end,
  };
};
