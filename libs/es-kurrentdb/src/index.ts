export { kurrentdbEventStore, newKurrentdbEpoch } from './kurrentdb-event-store.ts';
export { type KurrentdbLocation, StoreRefused } from './opening.ts';
