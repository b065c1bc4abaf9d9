import type { UploadBound, UploadEvent, UploadReceived } from '@motcua/contracts';

/** Whether a file may be handed out. Lost: it still waited for the virus scanner when its key was destroyed. */
export type UploadStanding = 'ready' | 'checking' | 'refused' | 'lost';

/** A file that came in, and the dossier that named it first. */
export type Upload =
  | 'absent'
  | { readonly received: UploadReceived['data']; readonly bound?: UploadBound['data']; readonly standing: UploadStanding };

export const initialState: Upload = 'absent';

export const evolve = (state: Upload, event: UploadEvent): Upload => {
  if (event.type === 'UploadReceived.v1') return { received: event.data, standing: event.data.checking ? 'checking' : 'ready' };
  if (state === 'absent') return state;
  switch (event.type) {
    case 'UploadBound.v1':
      return { ...state, bound: event.data };
    case 'UploadCleared.v1':
      return { ...state, standing: 'ready' };
    case 'UploadRefused.v1':
      return { ...state, standing: 'refused' };
    case 'UploadLost.v1':
      return { ...state, standing: 'lost' };
  }
};
