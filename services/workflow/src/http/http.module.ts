import type { DynamicModule } from '@nestjs/common';
import { IntakeSubscriber } from '../messaging/intake.subscriber.ts';
import { CommandsController } from './commands.controller.ts';
import { DossiersController } from './dossiers.controller.ts';
import './problems.ts';
import { PublishedController } from './published.controller.ts';
import { USE_CASES, type WorkflowUseCases } from './workflow.tokens.ts';

class WorkflowHttpModule {}

/** The driving side: routes and subscribers over the use cases. */
export const httpModule = (useCases: WorkflowUseCases, imports: readonly DynamicModule[]): DynamicModule => ({
  module: WorkflowHttpModule,
  imports: [...imports],
  controllers: [CommandsController, DossiersController, PublishedController, IntakeSubscriber],
  providers: [{ provide: USE_CASES, useValue: useCases }],
});
