import { runService } from '@motcua/service-kit';
import { intakeService } from './intake.module.ts';

await runService(intakeService);
