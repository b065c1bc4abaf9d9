import { chainWalk, type EventStore, type Recorded } from '@motcua/es';

const pageSize = 500;
/** How far an event of the copy may stand from its place in the original: more than are ever under way together. */
const farthest = 50_000;

const placeOf = ({ stream, revision }: Recorded): string => `${stream}@${revision}`;

/**
 * Reads a log and its copy side by side, walks the chains of both, and matches them event by event: the same stream, revision and hash, which covers id, type, data,
 * metadata and all that went before. The copy may have streams in another order. Goes on from where it stood, so what grows is read once.
 * Keeps the heads of all streams, and what only one side has shown yet. `name`: the copy's, for what is wrong with it.
 */
export const logComparison = (source: EventStore, target: EventStore, name: string) => {
  const sides = {
    original: { store: source, walk: chainWalk(), at: 0 },
    copy: { store: target, walk: chainWalk(), at: 0 },
  };
  /** Hashes by place. */
  const unmatched = new Map<string, string>();
  const missing = new Map<string, { readonly hash: string; readonly position: number }>();

  const refuse = (what: string): never => {
    throw new Error(`${name}: ${what}`);
  };
  /** The next page of one side; false at its end. */
  const read = async (which: keyof typeof sides, match: (event: Recorded) => void): Promise<boolean> => {
    const side = sides[which];
    const page = await side.store.readAll({ after: side.at, limit: pageSize });
    for (const event of page) {
      const fault = side.walk.step(event);
      if (fault !== undefined) refuse(`${placeOf(event)} of the ${which}: its chain does not hold (${fault.fault})`);
      match(event);
      side.at = event.position;
    }
    return page.length > 0;
  };
  const same = (event: Recorded, hash: string): void => {
    if (event.hash !== hash) refuse(`${placeOf(event)} is another event than in the original`);
  };
  const readCopy = (): Promise<boolean> =>
    read('copy', (event) => {
      const known = missing.get(placeOf(event));
      if (known === undefined) return void unmatched.set(placeOf(event), event.hash);
      same(event, known.hash);
      missing.delete(placeOf(event));
    });
  const readOriginal = (): Promise<boolean> =>
    read('original', (event) => {
      const known = unmatched.get(placeOf(event));
      if (known === undefined) return void missing.set(placeOf(event), event);
      same(event, known);
      unmatched.delete(placeOf(event));
    });

  const refuseForeign = (): void => {
    const [foreign] = unmatched.keys();
    if (foreign !== undefined) refuse(`it holds ${unmatched.size} events that the original does not have, ${foreign} for one`);
  };

  return {
    /** Reads all that the copy has, and of the original as far as that reaches. Throws where the copy holds anything else. */
    advance: async (): Promise<void> => {
      while (await readCopy()) while (sides.original.at < sides.copy.at && (await readOriginal()));
      while (unmatched.size > 0 && sides.original.at < sides.copy.at + farthest && (await readOriginal()));
      refuseForeign();
    },
    /** Reads both to their ends; answers how many events of the original the copy lacks. */
    finish: async (): Promise<number> => {
      while (await readCopy());
      while (await readOriginal());
      while (await readCopy());
      refuseForeign();
      return missing.size;
    },
    /** Position in the original behind which the copy may lack something. */
    wholeUpTo: (): number => {
      let whole = sides.original.at;
      for (const { position } of missing.values()) whole = Math.min(whole, position - 1);
      return whole;
    },
    /** Of what has been read. */
    lacks: (event: Recorded): boolean => event.position > sides.original.at || missing.has(placeOf(event)),
    copied: () => sides.copy.walk.walked(),
  };
};
export type LogComparison = ReturnType<typeof logComparison>;
