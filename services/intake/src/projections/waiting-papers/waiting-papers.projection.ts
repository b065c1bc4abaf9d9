import type { UploadEvent } from '@motcua/contracts';
import type { Projection } from '@motcua/read-models';

/** An upload that waits for the virus scanner. */
export interface WaitingPaper {
  readonly at: string;
}

const ends: ReadonlySet<string> = new Set(['UploadCleared.v1', 'UploadRefused.v1', 'UploadLost.v1']);

/** What the virus scanner has not seen yet, by intake's own log; whoever has had a verdict is gone from it. */
export const waitingPapersProjection: Projection<WaitingPaper> = {
  name: 'intake-waiting-papers',
  version: 1,
  indexes: { waiting: { keys: ['waiting', 'at'] } },
  sources: ['intake'],
  documentsOf: (_source, { stream, type, data }) => {
    const concerns = ends.has(type) || (type === 'UploadReceived.v1' && (data as { checking?: unknown }).checking === true);
    return concerns ? [stream.slice('upload-'.length)] : [];
  },
  evolve: (_state, event) => {
    const { type, data } = event as unknown as UploadEvent;
    return type === 'UploadReceived.v1' ? { at: data.at } : undefined;
  },
  render: ({ at }) => ({ rendered: at, keys: { waiting: 1, at } }),
};
