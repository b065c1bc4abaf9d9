import type { Type } from '@nestjs/common';
import { AssetsController } from './assets.controller.ts';
import { TrackingPagesController } from './tracking-pages.controller.ts';

export { type FoundStatus, TrackingPages } from './tracking-pages.ts';

/** The pages of tracking, and the files of all pages. They need a provider of `TrackingPages`. */
export const trackingPages: readonly Type[] = [TrackingPagesController, AssetsController];
