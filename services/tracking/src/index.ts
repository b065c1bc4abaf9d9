export { lookUps, type SharedStatuses } from './look-ups.module.ts';
export { statusesFrom } from './statuses.module.ts';
export { type OperableStatuses, trackingBeside, trackingService } from './tracking.module.ts';
