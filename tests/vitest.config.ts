import { defineConfig, mergeConfig } from 'vitest/config';
import everyPackage from '../vitest.shared.ts';

/** Whole systems, one after the other: two at once would measure each other. What a round takes at most is said generously; nothing sleeps. */
export default mergeConfig(everyPackage, defineConfig({ test: { fileParallelism: false, testTimeout: 180_000, hookTimeout: 120_000 } }));
