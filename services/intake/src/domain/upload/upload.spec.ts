import type { UploadReceived } from '@motcua/contracts';
import { scenario } from '@motcua/es/testing';
import { test } from 'vitest';
import { upload } from './upload.decider.ts';

const { given } = scenario(upload);
const uploadId = 'e6313102-33d2-8a9c-8b0a-304bc966e2a6';
const dossierId = '6c5355a8-93b0-84b8-8c63-e6a8ea5b4d8e';
const at = '2026-11-24T09:00:00.000+07:00';
const received = { type: 'UploadReceived.v1', data: { uploadId } as UploadReceived['data'] } as const;
const unchecked = { type: 'UploadReceived.v1', data: { uploadId, checking: true } as UploadReceived['data'] } as const;
const bound = { type: 'UploadBound.v1', data: { uploadId, dossierId, at } } as const;
const cleared = { type: 'UploadCleared.v1', data: { uploadId, at } } as const;
const refused = { type: 'UploadRefused.v1', data: { uploadId, at, reason: 'malware' } } as const;
const lost = { type: 'UploadLost.v1', data: { uploadId, at } } as const;

const bind = { type: 'BindUpload', binding: bound.data, abandoned: false } as const;
const end = (outcome: 'clean' | 'found' | 'lost') => ({ type: 'EndCheck', uploadId, at, outcome }) as const;

test('what is received is received once', () => {
  given().when({ type: 'ReceiveUpload', upload: received.data }).then(received);
  given(unchecked).when({ type: 'ReceiveUpload', upload: unchecked.data }).thenNothing();
});

test('a paper that is still being checked may be named by a dossier', () => {
  given(unchecked).when(bind).then(bound);
  given(unchecked, bound, refused).when(bind).thenNothing();
});

test('it belongs to the first dossier that names it, unless that one was never filed', () => {
  const other = { ...bind, binding: { ...bound.data, dossierId: uploadId } };
  given(received, bound).when(bind).thenNothing();
  given(received, bound).when(other).thenRejected('upload-taken', { state: 'bound', allowed: [] });
  given(received, bound)
    .when({ ...other, abandoned: true })
    .then({ type: 'UploadBound.v1', data: other.binding });
  given().when(bind).thenRejected('not-found');
});

test('a refused or lost one may not', () => {
  given(unchecked, refused).when(bind).thenRejected('upload-refused', { state: 'refused', allowed: [] });
  given(unchecked, lost).when(bind).thenRejected('upload-refused', { state: 'lost', allowed: [] });
  given(unchecked, refused)
    .when({ ...bind, abandoned: true })
    .thenRejected('upload-refused');
});

test('a check that was put off ends once, however it ends', () => {
  given(unchecked).when(end('clean')).then(cleared);
  given(unchecked, bound).when(end('found')).then(refused);
  given(unchecked).when(end('lost')).then(lost);
  given(unchecked, cleared).when(end('found')).thenNothing();
  given(unchecked, refused).when(end('clean')).thenNothing();
  given(unchecked, lost).when(end('found')).thenNothing();
});

test('nothing is checked that was checked when it came, or never came', () => {
  given(received).when(end('found')).thenNothing();
  given().when(end('clean')).thenRejected('not-found');
});
