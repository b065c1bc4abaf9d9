import { randomUUID } from 'node:crypto';
import { Seal } from '@motcua/es';
import type { AppendAnswer, Calls } from './calls.ts';
import { isRefusal, Unfit } from './faults.ts';
import type { RecordedEvent } from './protocol.ts';
import { commitOf, revisionOf, textOf, toProposed } from './stored-form.ts';

const mintedType = 'EpochMinted.v1';
const sealedType = 'StoreSealed.v1';

/** What the newest event of the stream of epochs says. */
export interface Standing {
  readonly epoch: string;
  readonly seal?: Seal;
}

export const standingIn = (event: RecordedEvent): Standing => {
  const { epoch, seal } = JSON.parse(textOf(event.getData_asU8())) as { epoch?: unknown; seal?: unknown };
  const type = event.getMetadataMap().get('type');
  if (typeof epoch === 'string' && type === mintedType) return { epoch };
  const sealed = Seal.safeParse(seal);
  if (typeof epoch === 'string' && type === sealedType && sealed.success) return { epoch, seal: sealed.data };
  throw new Unfit('the stream of epochs holds something else');
};

const newest = async (calls: Calls, stream: string, deadline: number): Promise<RecordedEvent | undefined> => {
  const [event] = await calls.readStream({ stream, from: 'end', direction: 'backwards', limit: 1 }, deadline);
  return event;
};

const write = async (calls: Calls, stream: string, expected: number, standing: Standing, deadline: number): Promise<AppendAnswer> => {
  const type = standing.seal === undefined ? mintedType : sealedType;
  return calls.append(stream, expected, [toProposed({ id: randomUUID(), type, data: JSON.stringify(standing) })], deadline);
};

/** The store's epoch. Minted once: of several that come first at once, one creates the stream, and all read what it wrote. */
export const findOrMintEpoch = async (calls: Calls, stream: string, deadline: number): Promise<Standing> => {
  const found = await newest(calls, stream, deadline);
  if (found !== undefined) return standingIn(found);
  await write(calls, stream, -1, { epoch: randomUUID() }, deadline).catch((error: unknown) => {
    if (isRefusal(error)) throw error;
  });
  const minted = await newest(calls, stream, deadline);
  if (minted === undefined) throw new Unfit('no epoch could be minted');
  return standingIn(minted);
};

/** Where the store was born, as a commit position: nothing of it lies before its first epoch. */
export const birthOf = async (calls: Calls, stream: string, deadline: number): Promise<number> => {
  const [first] = await calls.readStream({ stream, from: 0, direction: 'forwards', limit: 1 }, deadline);
  if (first === undefined) throw new Unfit('the stream of epochs is gone');
  return commitOf(first);
};

/** Undefined: there is no store of this name. */
export const findStanding = async (calls: Calls, stream: string, deadline: number): Promise<Standing | undefined> => {
  const found = await newest(calls, stream, deadline);
  return found === undefined ? undefined : standingIn(found);
};

/** Writes what follows from the standing before; `next` is asked again only where this is called again. Answers what stands there then. */
export const changeStanding = async (
  calls: Calls,
  stream: string,
  deadline: number,
  next: (before: Standing | undefined) => Standing,
): Promise<Standing> => {
  const before = await newest(calls, stream, deadline);
  const after = next(before && standingIn(before));
  if ((await write(calls, stream, before === undefined ? -1 : revisionOf(before), after, deadline)) === 'wrong-revision')
    throw new Unfit('another epoch or seal was written at this moment');
  return after;
};

/** The next epoch; a seal stays where there is one: a store that was restored may have been left before. */
export const mintNextEpoch = (calls: Calls, stream: string, deadline: number): Promise<Standing> =>
  changeStanding(calls, stream, deadline, (before) => {
    if (before === undefined) throw new Unfit('there is no event store of this name');
    return { ...before, epoch: randomUUID() };
  });
