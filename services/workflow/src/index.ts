export { openCommandSecret } from './adapters/command-secret.ts';
export { workflowConfig } from './config.ts';
export { queueProjection } from './projections/queue/queue.projection.ts';
export { workflowService } from './workflow.module.ts';
