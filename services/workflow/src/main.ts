import { runService } from '@motcua/service-kit';
import { workflowService } from './workflow.module.ts';

await runService(workflowService);
