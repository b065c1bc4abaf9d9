export { blobsContract } from './blobs.contract.ts';
