export { workflowService } from './workflow.module.ts';
