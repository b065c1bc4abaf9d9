import { runService } from '../src/index.ts';
import { toy } from './toy.ts';

if (process.env.MOTCUA_TEST_CRASH) setTimeout(() => Promise.reject(new TypeError('0912345678')), 1_500);
await runService(toy);
process.stdout.write(`umask ${process.umask().toString(8)}\n`);
