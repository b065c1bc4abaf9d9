import { setImmediate as nextTurn } from 'node:timers/promises';
import { RebuildInterrupted } from './errors.ts';
import type { Collection, StoredDocument } from './read-models.ts';
import type { Compared } from './running-projection.ts';

const page = 50;

const equal = (a: StoredDocument, b: StoredDocument): boolean =>
  a.state === b.state && a.rendered === b.rendered && JSON.stringify(a.keys) === JSON.stringify(b.keys);

/** Compares what stands at the same revisions in both: a difference there means that the old one was wrong. Throws `RebuildInterrupted` as soon as it is not wanted any more. */
export const compareCollections = async (old: Collection, rebuilt: Collection, wanted: () => boolean): Promise<Compared> => {
  let documents = 0;
  let differing = 0;
  let after: string | undefined;
  for (;;) {
    if (!wanted()) throw new RebuildInterrupted();
    const present = await rebuilt.scan({ limit: page, ...(after === undefined ? {} : { after }) });
    if (present.length === 0) return { documents, differing };
    const before = await old.getMany(present.map(({ id }) => id));
    for (const document of present) {
      documents += 1;
      const known = before.get(document.id);
      if (known && known.progress === document.progress && !equal(known, document)) differing += 1;
    }
    after = present.at(-1)?.id;
    await nextTurn();
  }
};
