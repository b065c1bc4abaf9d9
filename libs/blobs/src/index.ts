export { BlobDamaged, type Blobs } from './blobs.ts';
export { folderBlobs } from './folder-blobs.ts';
export { memoryBlobs } from './memory-blobs.ts';
