import { randomUUID } from 'node:crypto';
import type { AppendAnswer, Calls } from './calls.ts';
import { isRefusal, Unfit } from './faults.ts';
import type { RecordedEvent } from './protocol.ts';
import { revisionOf, textOf, toProposed } from './stored-form.ts';

const type = 'EpochMinted.v1';

const epochIn = (event: RecordedEvent): string => {
  const { epoch } = JSON.parse(textOf(event.getData_asU8())) as { epoch?: unknown };
  if (event.getMetadataMap().get('type') !== type || typeof epoch !== 'string')
    throw new Unfit('the stream of epochs holds something else');
  return epoch;
};

const newest = async (calls: Calls, stream: string, deadline: number): Promise<RecordedEvent | undefined> => {
  const [event] = await calls.readStream({ stream, from: 'end', direction: 'backwards', limit: 1 }, deadline);
  return event;
};

const mint = async (calls: Calls, stream: string, expected: number, deadline: number): Promise<AppendAnswer> => {
  const event = toProposed({ id: randomUUID(), type, data: JSON.stringify({ epoch: randomUUID() }) });
  return calls.append(stream, expected, [event], deadline);
};

/** The store's epoch. Minted once: of several that come first at once, one creates the stream, and all read what it wrote. */
export const findOrMintEpoch = async (calls: Calls, stream: string, deadline: number): Promise<string> => {
  const found = await newest(calls, stream, deadline);
  if (found !== undefined) return epochIn(found);
  await mint(calls, stream, -1, deadline).catch((error: unknown) => {
    if (isRefusal(error)) throw error;
  });
  const minted = await newest(calls, stream, deadline);
  if (minted === undefined) throw new Unfit('no epoch could be minted');
  return epochIn(minted);
};

export const mintNextEpoch = async (calls: Calls, stream: string, deadline: number): Promise<string> => {
  const before = await newest(calls, stream, deadline);
  if (before === undefined) throw new Unfit('there is no event store of this name');
  if ((await mint(calls, stream, revisionOf(before), deadline)) === 'wrong-revision')
    throw new Unfit('another epoch was minted at this moment');
  return findOrMintEpoch(calls, stream, deadline);
};
