import { parentPort, workerData } from 'node:worker_threads';
import { serveLog } from './serve-log.ts';

if (parentPort === null) throw new Error('the writer runs in a worker thread');
await serveLog(workerData, parentPort);
