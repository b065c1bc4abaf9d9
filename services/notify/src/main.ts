import 'reflect-metadata';
import { runService } from '@motcua/service-kit';
import { notifyService } from './notify.module.ts';

await runService(notifyService);
