import type { Type } from '@nestjs/common';
import { CataloguePagesController } from './catalogue-pages.controller.ts';
import { FilingPagesController } from './filing-pages.controller.ts';

/** The pages of intake: what can be applied for, and applying. */
export const intakePages: readonly Type[] = [CataloguePagesController, FilingPagesController];
