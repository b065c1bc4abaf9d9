export { type NameBook, nameBook, namesOf } from './names.ts';
export type { Counter, Opened, StatusState, TrackingState } from './status.document.ts';
export { isCalendar, isNames, published, statusProjection } from './status.projection.ts';
export { type StatusView, viewIn } from './status.render.ts';
export { feeIn, stageNames } from './status.words.ts';
