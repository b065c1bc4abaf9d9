export { trackingService } from './tracking.module.ts';
