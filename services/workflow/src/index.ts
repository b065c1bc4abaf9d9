export { queueProjection } from './projections/queue/queue.projection.ts';
export { workflowService } from './workflow.module.ts';
