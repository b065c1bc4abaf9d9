import { PassThrough } from 'node:stream';
import { Problem } from '@motcua/service-kit';
import type { FoundDossier } from '../application/find-status.ts';
import { viewIn } from '../projections/status/index.ts';
import type { LookUpUseCases, TrackingSettings } from './tracking.tokens.ts';

/** Who does not read is let go: his phone asks again. */
const mostUnread = 256 * 1_024;

/** A family's phones and its tabs; more with one link would take the others' places. */
const mostOfOne = 10;

interface Watching {
  readonly token: string;
  readonly found: FoundDossier;
  readonly language: 'vi' | 'en';
  readonly signal: AbortSignal;
}

/** The status now and at each change, until the caller goes, the token is revoked, or the service drains. 503 where too many watch. */
export const statusStream = (
  watch: LookUpUseCases['watch'],
  { maxStreams, heartbeatMs, draining }: Pick<TrackingSettings, 'maxStreams' | 'heartbeatMs' | 'draining'>,
  { token, found, language, signal }: Watching,
): PassThrough => {
  if (watch.count() >= maxStreams || watch.countOf(found.id) >= mostOfOne) throw new Problem('too-many-streams', 503, { retryAfter: 30 });
  const stream = new PassThrough();
  let last = '';
  const send = (text: string): void => {
    if (stream.writableLength > mostUnread) end();
    else if (stream.writable) stream.write(text);
  };
  const show = ({ rendered }: FoundDossier): void => {
    const view = viewIn(rendered, language);
    if (view === last) return;
    last = view;
    send(`event: status\ndata: ${view}\n\n`);
  };
  const heartbeat = setInterval(() => send(': heartbeat\n\n'), heartbeatMs);
  const stop = watch.watch(found.id, token, (now) => {
    if (now) return show(now);
    send('event: revoked\ndata: {}\n\n');
    end();
  });
  const end = (): void => {
    clearInterval(heartbeat);
    stop();
    signal.removeEventListener('abort', end);
    draining.removeEventListener('abort', end);
    stream.end();
  };
  stream.once('close', end);
  signal.addEventListener('abort', end);
  draining.addEventListener('abort', end);
  show(found);
  if (signal.aborted || draining.aborted) end();
  return stream;
};
