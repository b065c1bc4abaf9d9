export { intakeService } from './intake.module.ts';
