export { type KurrentdbOptions, kurrentdbEventStore, newKurrentdbEpoch } from './kurrentdb-event-store.ts';
export { type KurrentdbLocation, StoreRefused, withoutPassword } from './opening.ts';
export { kurrentdbSeal } from './seal.ts';
