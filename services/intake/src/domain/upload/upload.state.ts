import type { UploadBound, UploadEvent, UploadReceived } from '@motcua/contracts';

/** A file that came in, and the dossier that named it first. */
export type Upload = 'absent' | { readonly received: UploadReceived['data']; readonly bound?: UploadBound['data'] };

export const initialState: Upload = 'absent';

export const evolve = (state: Upload, event: UploadEvent): Upload => {
  if (event.type === 'UploadReceived.v1') return { received: event.data };
  return state === 'absent' ? state : { ...state, bound: event.data };
};
