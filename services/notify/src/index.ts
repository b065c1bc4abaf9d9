export { notifyService } from './notify.module.ts';
