import type { DocumentRef } from '@motcua/contracts';
import type { Upload } from '../domain/upload/upload.state.ts';
import type { IntakePorts } from './ports.ts';

/** Lost: nobody can open it any more. */
export type PaperState = 'checking' | 'ready' | 'refused' | 'lost';

type Needs = Pick<IntakePorts, 'uploads' | 'virusCheck'>;

/** Where the scanner was taken away nobody will ever answer: what had waited for it is like everything that comes in now, unseen. */
export const standingOf = ({ virusCheck }: Pick<Needs, 'virusCheck'>, { standing }: Exclude<Upload, 'absent'>): PaperState => {
  return standing === 'checking' && !virusCheck ? 'ready' : standing;
};

/** Whether a paper of a submission may be opened. Only one that came unchecked has an upload to look at. */
export const paperStateOf = async (needs: Needs, { upload }: DocumentRef): Promise<PaperState> => {
  if (upload === undefined) return 'ready';
  const { state } = await needs.uploads.load(`upload-${upload}`);
  return state === 'absent' ? 'checking' : standingOf(needs, state);
};
