/** Folding the statuses, apart from the rest of the service: a thread that nobody asks runs without HTTP and Nest. */
export { TrackingConfig } from './config.ts';
export { type OpenStatuses, openStatuses } from './statuses.module.ts';
