import { runService } from '@motcua/service-kit';
import { trackingService } from './tracking.module.ts';

await runService(trackingService);
