import { defineConfig, mergeConfig } from 'vitest/config';
import everyPackage from '../../vitest.shared.ts';

/** Most of them wait until a store that is away is said to be: two files at a time. */
export default mergeConfig(everyPackage, defineConfig({ test: { maxWorkers: 2 } }));
