import { DatabaseSync } from 'node:sqlite';
import { parentPort, workerData } from 'node:worker_threads';
import { firstValue } from './schema.ts';

const database = new DatabaseSync(workerData.file, { readOnly: true, timeout: 1_000 });
const verdict = firstValue(database, 'PRAGMA quick_check(1)');
database.close();
parentPort?.postMessage(String(verdict));
