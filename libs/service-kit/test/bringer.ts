import { z } from 'zod';
import type { OpenService, ServiceDefinition } from '../src/index.ts';

const nothing = async () => undefined;

/** A service that does nothing but bring files to `/assets`. */
export const bringer = (name: ServiceDefinition['name'], asset: NonNullable<OpenService['asset']>): ServiceDefinition => {
  class FilesModule {}
  const opened: OpenService = {
    module: FilesModule,
    asset,
    strategies: [],
    start: nothing,
    readiness: async () => [],
    drain: nothing,
    stop: nothing,
  };
  return { name, config: z.object({}), open: async () => opened };
};
