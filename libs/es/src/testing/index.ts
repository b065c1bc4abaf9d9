export { type EventStoreContractOptions, eventStoreContract } from './event-store.contract.ts';
export { collect, someEvent, tailOf } from './event-store.fixtures.ts';
export { type Given, scenario, type Then } from './scenario.ts';
export { type SealContractOptions, sealContract } from './seal.contract.ts';
