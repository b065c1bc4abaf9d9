import { existsSync } from 'node:fs';
import { configDefaults, defineConfig } from 'vitest/config';
import everyPackage from '../vitest.shared.ts';

/** What holds something to a promise in seconds, or lets no request fail: another system beside it would be measured too. */
const alone = [
  'test/blackbox/bus-at-start.spec.ts',
  'test/blackbox/bus-config.spec.ts',
  'test/blackbox/cli.spec.ts',
  'test/blackbox/refused-at-start.spec.ts',
  'test/blackbox/shutdown.spec.ts',
  'test/split/hung-read-models.spec.ts',
  'test/split/killed-instance.spec.ts',
  'test/split/rebuild.spec.ts',
  'test/split/rolling-upgrade.spec.ts',
  'test/split/split.spec.ts',
];

for (const file of alone) if (!existsSync(new URL(file, import.meta.url))) throw new Error(`${file} is to run alone, and is not there`);

/** A group's own files are all that it has. */
const { include: _everyFile, ...everyTest } = everyPackage.test ?? {};

/**
 * Whole systems, each in folders and on ports of its own: two at a time, since each waits for something much of its time, then the others one by one. What a
 * round takes at most is said generously; nothing sleeps.
 */
export default defineConfig({
  ...everyPackage,
  test: {
    ...everyTest,
    testTimeout: 420_000,
    hookTimeout: 180_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'side by side',
          include: ['test/**/*.spec.ts'],
          exclude: [...configDefaults.exclude, ...alone],
          maxWorkers: 2,
          sequence: { groupOrder: 0 },
        },
      },
      { extends: true, test: { name: 'alone', include: alone, maxWorkers: 1, sequence: { groupOrder: 1 } } },
    ],
  },
});
