import { memoryKeys } from './memory-keys.ts';
import { keysContract } from './testing/index.ts';

keysContract('memoryKeys', async () => memoryKeys());
