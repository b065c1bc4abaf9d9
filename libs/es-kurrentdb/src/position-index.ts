import { StoreUnavailable } from '@motcua/es';
import { LRUCache } from 'lru-cache';
import type { Calls } from './calls.ts';
import type { RecordedEvent } from './protocol.ts';
import { numberOf, revisionOf, textOf, toProposed } from './stored-form.ts';

/** Positions of one block of the index. Stored: never changed. */
const blockSize = 1_000;
const knownBlocks = 256;
const blockType = 'PositionsCounted.v1';
const writeMs = 5_000;
const readMs = 1_500;
const retryMs = 1_000;

/** Where each event of the namespace lies in the server's log: the n-th one is at position n. */
export interface PositionIndex {
  count(): number;
  /** The next event in the server's order; answers its position. */
  add(commit: number): number;
  commitAt(position: number): Promise<number>;
  positionOf(commit: number): Promise<number>;
}

const firstFrom = (commits: readonly number[], wanted: number): number => {
  let [low, high] = [0, commits.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((commits[middle] as number) < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
};

const commitsIn = (event: RecordedEvent): readonly number[] => {
  const { commits } = JSON.parse(textOf(event.getData_asU8())) as { commits?: unknown };
  if (event.getMetadataMap().get('type') !== blockType || !Array.isArray(commits) || commits.length !== blockSize)
    throw new Error('the index of positions holds something else than blocks of positions');
  return commits.map((commit) => numberOf(String(commit)));
};

/**
 * Counts the namespace's events, and keeps what it has counted in blocks in a stream beside it: revision n of that stream is the n-th block. Every instance
 * counts the same and writes the same; where two do not agree the log was changed behind our backs, and `broken` is told.
 */
export const openPositionIndex = async (
  calls: Calls,
  stream: string,
  broken: (error: Error) => void,
): Promise<{ readonly index: PositionIndex; readonly last: number }> => {
  const range = { stream, limit: 1 } as const;
  const [newest] = await calls.readStream({ ...range, from: 'end', direction: 'backwards' }, Date.now() + readMs);
  let blocks = newest === undefined ? 0 : revisionOf(newest) + 1;
  const last = newest === undefined ? 0 : (commitsIn(newest)[blockSize - 1] as number);
  /** Counted after the last block that is stored. */
  let open: number[] = [];
  let writing = false;

  const fetchBlock = async (block: number): Promise<readonly number[]> => {
    const [event] = await calls.readStream({ ...range, from: block, direction: 'forwards' }, Date.now() + readMs);
    if (event === undefined) throw new StoreUnavailable(`block ${block} of the index of positions cannot be read`);
    return commitsIn(event);
  };
  const loaded = new LRUCache<number, Promise<readonly number[]>>({ max: knownBlocks });
  const load = (block: number): Promise<readonly number[]> => {
    const known = loaded.get(block);
    if (known !== undefined) return known;
    const loading = fetchBlock(block);
    loaded.set(block, loading);
    loading.catch(() => loaded.delete(block));
    return loading;
  };

  const write = async (): Promise<void> => {
    const commits = open.slice(0, blockSize);
    const data = JSON.stringify({ first: blocks * blockSize + 1, commits });
    const event = toProposed({ id: `${stream} ${data}`, type: blockType, data });
    const answer = await calls.append(stream, blocks - 1, [event], Date.now() + writeMs);
    if (answer === 'wrong-revision') {
      const theirs = await fetchBlock(blocks);
      if (theirs.some((commit, at) => commit !== commits[at]))
        throw new RangeError(`${stream}@${blocks} counts other events than the log has`);
    }
    loaded.set(blocks, Promise.resolve(commits));
    blocks += 1;
    open = open.slice(blockSize);
  };
  const keepWriting = async (): Promise<void> => {
    writing = true;
    try {
      while (open.length >= blockSize) await write();
    } catch (error) {
      // Kept in memory until the store can write; what is not stored is counted again at the next start.
      if (error instanceof RangeError) broken(error);
      await new Promise((resolve) => setTimeout(resolve, retryMs).unref());
    } finally {
      writing = false;
    }
  };

  /** Commit positions rise nearly evenly: a guess in proportion finds the block at once, halving sees to it that it ends soon. */
  const inBlocks = async (commit: number): Promise<number> => {
    let [low, high] = [0, blocks - 1];
    let [after, before] = [0, open[0] ?? last + 1];
    for (let step = 0; low <= high; step++) {
      const part = step % 2 === 0 ? (commit - after) / Math.max(1, before - after) : 0.5;
      const guess = Math.min(high, Math.max(low, low + Math.floor(part * (high - low + 1))));
      const commits = await load(guess);
      const [first, end] = [commits[0] as number, commits[blockSize - 1] as number];
      if (commit < first) [high, before] = [guess - 1, first];
      else if (commit > end) [low, after] = [guess + 1, end];
      else return guess * blockSize + 1 + exactly(commits, commit);
    }
    throw new RangeError(`no event was counted at ${commit}`);
  };
  const exactly = (commits: readonly number[], commit: number): number => {
    const at = firstFrom(commits, commit);
    if (commits[at] !== commit) throw new RangeError(`no event was counted at ${commit}`);
    return at;
  };
  const count = () => blocks * blockSize + open.length;

  const index: PositionIndex = {
    count,
    add: (commit) => {
      open.push(commit);
      if (open.length >= blockSize && !writing) void keepWriting();
      return count();
    },
    commitAt: async (position) => {
      const block = Math.floor((position - 1) / blockSize);
      const commit = block < blocks ? (await load(block))[(position - 1) % blockSize] : open[position - 1 - blocks * blockSize];
      if (commit === undefined) throw new RangeError(`position ${position} is not counted yet`);
      return commit;
    },
    positionOf: async (commit) => {
      const first = open[0];
      if (first !== undefined && commit >= first) return blocks * blockSize + 1 + exactly(open, commit);
      return inBlocks(commit);
    },
  };
  return { index, last };
};
