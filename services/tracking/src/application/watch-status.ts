import { tokenHashOf } from '@motcua/sealing';
import { type FoundDossier, foundIn } from './find-status.ts';
import type { TrackingPorts } from './ports.ts';

/** A watcher gets the status at each change; `undefined` says that the token opens it no more. */
export type Watcher = (found: FoundDossier | undefined) => void;

/** Who watches which dossier: one listener on the projection for all of them. */
export const watchStatuses = ({ statuses }: Pick<TrackingPorts, 'statuses'>) => {
  const watchers = new Map<string, Set<() => void>>();
  const end = statuses.onApplied((ids) => {
    if (watchers.size === 0) return;
    for (const id of ids) for (const tell of watchers.get(id) ?? []) tell();
  });
  return {
    /** How many watch this one dossier. */
    countOf: (id: string): number => watchers.get(id)?.size ?? 0,
    count: (): number => [...watchers.values()].reduce((sum, { size }) => sum + size, 0),
    /** Answers how to stop. A failed read is silent: the next change tells. */
    watch(id: string, token: string, watcher: Watcher): () => void {
      const hash = tokenHashOf(token);
      const tell = (): void => {
        const read = statuses.collection().findOne('token', hash);
        read
          .then((document) => {
            const found = foundIn(document);
            watcher(found === 'not-found' ? undefined : found);
          })
          .catch(() => undefined);
      };
      const own = watchers.get(id) ?? new Set();
      watchers.set(id, own.add(tell));
      return () => {
        own.delete(tell);
        if (own.size === 0) watchers.delete(id);
      };
    },
    end,
  };
};
