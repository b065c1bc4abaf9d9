export { type GridfsBlobs, type GridfsBlobsOptions, gridfsBlobs } from './gridfs-blobs.ts';
