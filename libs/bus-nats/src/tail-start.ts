import { isNotFound, type JetStreamApi } from './jetstream-api.ts';
import { placeOfStored } from './message.ts';

/** Where to enter the tail: at a sequence, or not yet (`older`: it begins after what is wanted; `absent`). */
export type TailStart = { readonly at: 'seq'; readonly seq: number } | { readonly at: 'older' } | { readonly at: 'absent' };

/**
 * Positions rise by at least one from message to message, so the message after `position` stands behind the sequence
 * `last sequence − (last position − position)`: one look at the last message is enough.
 */
export const findTailStart = async (api: JetStreamApi, stream: string, epoch: string, position: number): Promise<TailStart> => {
  try {
    const { state } = await api.streamInfo(stream);
    if (state.messages === 0) return { at: 'seq', seq: state.last_seq + 1 };
    const last = await api.message(stream, state.last_seq);
    const place = last && placeOfStored(last.headers);
    if (!last || !place || place.epoch !== epoch || place.position <= position) return { at: 'seq', seq: state.last_seq + 1 };
    const seq = Math.max(1, last.seq - (place.position - position) + 1);
    if (seq >= state.first_seq) return { at: 'seq', seq };
    const first = await api.message(stream, state.first_seq);
    const firstPlace = first && placeOfStored(first.headers);
    return firstPlace && firstPlace.epoch === epoch && firstPlace.previous <= position
      ? { at: 'seq', seq: state.first_seq }
      : { at: 'older' };
  } catch (error) {
    if (isNotFound(error)) return { at: 'absent' };
    throw error;
  }
};
