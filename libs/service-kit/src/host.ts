/** What a service has of the process it runs in, apart from HTTP and Nest: those are large, and a thread that nobody asks runs without them. */
export { BadConfiguration, configOf, type Environment, serviceConfig } from './config.ts';
export { collectInQuiet } from './heap.ts';
export { failureFields, type LogLevel } from './logger.ts';
export { natsConfig } from './nats-config.ts';
export type { Host, Logger, ReadinessCheck } from './service.ts';
export { openThreadHost, type ThreadHost, type ThreadHostOptions } from './thread-host.ts';
