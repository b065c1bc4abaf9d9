import { defineConfig, mergeConfig } from 'vitest/config';
import everyPackage from '../../vitest.shared.ts';

/** Every restore opens four stores with a thread each: on a loaded machine that takes its time. Backups and moves wait for disks and servers: side by side. */
export default mergeConfig(everyPackage, defineConfig({ test: { testTimeout: 90_000, hookTimeout: 90_000, maxWorkers: 2 } }));
