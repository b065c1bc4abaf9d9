import type { UploadBound, UploadEvent, UploadReceived } from '@motcua/contracts';
import { type Decider, Rejection } from '@motcua/es';
import { evolve, initialState, type Upload } from './upload.state.ts';

export type UploadCommand =
  | { readonly type: 'ReceiveUpload'; readonly upload: UploadReceived['data'] }
  /** `abandoned`: the dossier that holds it was never filed, found out by the caller. */
  | { readonly type: 'BindUpload'; readonly binding: UploadBound['data']; readonly abandoned: boolean };

/** An upload belongs to the first dossier that names it. */
export const upload: Decider<Upload, UploadCommand, UploadEvent> = {
  initialState,
  evolve,
  decide: (command, state) => {
    if (command.type === 'ReceiveUpload') return state === 'absent' ? [{ type: 'UploadReceived.v1', data: command.upload }] : [];
    if (state === 'absent') throw new Rejection('not-found');
    if (state.bound?.dossierId === command.binding.dossierId) return [];
    if (state.bound && !command.abandoned) throw new Rejection('upload-taken');
    return [{ type: 'UploadBound.v1', data: command.binding }];
  },
};
