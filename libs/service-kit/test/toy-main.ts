import { ClockBehind } from '@motcua/es';
import { runService } from '../src/index.ts';
import { toy } from './toy.ts';

if (process.env.MOTCUA_TEST_CRASH) setTimeout(() => Promise.reject(new TypeError('0912345678')), 1_500);
const open = process.env.MOTCUA_TEST_CLOCK_BEHIND ? () => Promise.reject(new ClockBehind('the clock is wrong')) : toy.open;
await runService({ ...toy, open });
process.stdout.write(`umask ${process.umask().toString(8)}\n`);
