export { type BusUnderTest, busContract, quickLimits } from './bus-contract.ts';
export { type MemoryBusOptions, type MemoryNetwork, memoryBus, memoryNetwork } from './memory-bus.ts';
export { memoryCheckpoints } from './memory-checkpoints.ts';
export { eventually, gather, readAllOf, tell, told } from './story.ts';
