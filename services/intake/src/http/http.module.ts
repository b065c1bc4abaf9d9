import './problems.ts';
import type { DynamicModule, Type } from '@nestjs/common';
import { RequestsSubscriber } from '../messaging/requests.subscriber.ts';
import { CatalogueController } from './catalogue.controller.ts';
import { PapersController } from './papers.controller.ts';
import { SubjectsController } from './subjects.controller.ts';
import { SubmissionsController } from './submissions.controller.ts';
import { UploadsController } from './uploads.controller.ts';
import { IntakeRim } from './use-cases.ts';

/** Everything through which intake is called: HTTP, pages and the bus. */
export const httpModule = (rim: IntakeRim, imports: readonly DynamicModule[], pages: readonly Type[] = []): DynamicModule => {
  class IntakeModule {}
  return {
    module: IntakeModule,
    imports: [...imports],
    controllers: [
      CatalogueController,
      UploadsController,
      SubmissionsController,
      PapersController,
      SubjectsController,
      RequestsSubscriber,
      ...pages,
    ],
    providers: [{ provide: IntakeRim, useValue: rim }],
  };
};
