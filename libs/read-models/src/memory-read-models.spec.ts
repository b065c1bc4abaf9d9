import { memoryReadModels } from './memory-read-models.ts';
import { readModelsContract } from './testing/index.ts';

readModelsContract('memory', async () => memoryReadModels());
