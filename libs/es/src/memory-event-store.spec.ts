import { memoryEventStore } from './memory-event-store.ts';
import { eventStoreContract } from './testing/event-store.contract.ts';

eventStoreContract('memory', async () => memoryEventStore());
