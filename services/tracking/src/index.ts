export { statusesFrom, trackingService } from './tracking.module.ts';
