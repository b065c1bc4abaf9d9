import { once } from 'node:events';
import { parentPort } from 'node:worker_threads';
import { kurrentdbDouble } from '@motcua/es-kurrentdb/testing';

/** The double on a thread of its own, as a server has its own processor. Tells its URL; any message ends it. */
const double = await kurrentdbDouble();
parentPort?.postMessage(double.url);
if (parentPort !== null) await once(parentPort, 'message');
await double.stop();
parentPort?.close();
