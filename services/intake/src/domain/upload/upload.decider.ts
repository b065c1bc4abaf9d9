import type { UploadBound, UploadEvent, UploadReceived } from '@motcua/contracts';
import { type Decider, Rejection } from '@motcua/es';
import { evolve, initialState, type Upload } from './upload.state.ts';

export type UploadCommand =
  | { readonly type: 'ReceiveUpload'; readonly upload: UploadReceived['data'] }
  /** `abandoned`: the dossier that holds it was never filed, found out by the caller. */
  | { readonly type: 'BindUpload'; readonly binding: UploadBound['data']; readonly abandoned: boolean }
  /** What came out of a check that was put off; `lost`: there was nothing left to check. */
  | { readonly type: 'EndCheck'; readonly uploadId: string; readonly at: string; readonly outcome: 'clean' | 'found' | 'lost' };

type EndCheck = Extract<UploadCommand, { type: 'EndCheck' }>;

const endOf = ({ uploadId, at, outcome }: EndCheck): UploadEvent => {
  switch (outcome) {
    case 'clean':
      return { type: 'UploadCleared.v1', data: { uploadId, at } };
    case 'found':
      return { type: 'UploadRefused.v1', data: { uploadId, at, reason: 'malware' } };
    case 'lost':
      return { type: 'UploadLost.v1', data: { uploadId, at } };
  }
};

/** An upload belongs to the first dossier that names it. One that is being checked may be bound; the first verdict holds. */
export const upload: Decider<Upload, UploadCommand, UploadEvent> = {
  initialState,
  evolve,
  decide: (command, state) => {
    if (command.type === 'ReceiveUpload') return state === 'absent' ? [{ type: 'UploadReceived.v1', data: command.upload }] : [];
    if (state === 'absent') throw new Rejection('not-found');
    if (command.type === 'EndCheck') return state.standing === 'checking' ? [endOf(command)] : [];
    if (state.bound?.dossierId === command.binding.dossierId) return [];
    if (state.standing === 'refused' || state.standing === 'lost')
      throw new Rejection('upload-refused', { state: state.standing, allowed: [] });
    if (state.bound && !command.abandoned) throw new Rejection('upload-taken', { state: 'bound', allowed: [] });
    return [{ type: 'UploadBound.v1', data: command.binding }];
  },
};
