export { lookUps, type SharedStatuses } from './look-ups.module.ts';
export { statusesFrom, trackingService, trackingServiceTelling } from './tracking.module.ts';
