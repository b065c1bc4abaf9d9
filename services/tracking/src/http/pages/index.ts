import type { Type } from '@nestjs/common';
import { StyleGuideController } from './style-guide.controller.ts';
import { TrackingPagesController } from './tracking-pages.controller.ts';

export { type FoundStatus, TrackingPages } from './tracking-pages.ts';

/** The pages of tracking. They need a provider of `TrackingPages`. */
export const trackingPages: readonly Type[] = [TrackingPagesController, StyleGuideController];
