export { openBus, refuseWrongBusOf } from './bus.ts';
export { type EnginesConfig, enginesConfig, mongoUrl } from './config.ts';
export { openEventStore } from './event-store.ts';
export type { Observed } from './observed.ts';
export { openLookUps, openReadModels } from './read-models.ts';
