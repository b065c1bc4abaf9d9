export { notifyService } from './notify.module.ts';
export { messagesProjection } from './projections/messages/messages.projection.ts';
