import { parentPort, workerData } from 'node:worker_threads';
import { type ServedFile, serveReadModels } from './serve-read-models.ts';

if (parentPort === null) throw new Error('the writer runs in a worker thread');
serveReadModels(workerData as ServedFile, parentPort);
