import type { IntakePorts } from './ports.ts';

const dayMs = 24 * 3_600_000;

type Needs = Pick<IntakePorts, 'uploads' | 'submissions' | 'keys' | 'blobs' | 'now'>;

/**
 * Deletes uploads that no dossier has named within 24 hours, and file keys that a filed dossier holds by itself.
 * Due work lives in the key store, so a stop in the middle loses nothing. Answers how many files were deleted.
 */
export const sweepUploads =
  (needs: Needs) =>
  async (limit = 200): Promise<number> => {
    const due = await needs.keys.uploadsBefore(new Date(needs.now().getTime() - dayMs), limit);
    let deleted = 0;
    for (const uploadId of due) {
      const { state } = await needs.uploads.load(`upload-${uploadId}`);
      const bound = state !== 'absent' && state.bound;
      const filed = bound && (await needs.submissions.load(`submission-${bound.dossierId}`)).state !== 'absent';
      if (!filed && state !== 'absent') {
        await needs.blobs.remove(state.received.blob);
        deleted += 1;
      }
      await needs.keys.remove([uploadId]);
    }
    return deleted;
  };
