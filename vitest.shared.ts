import { defineConfig } from 'vitest/config';

/** One shape of test run for every package; results are kept as JSON so that `./motcua test` can add them up. */
export default defineConfig({
  resolve: { conditions: ['motcua:source', 'module', 'node'] },
  ssr: { resolve: { conditions: ['motcua:source', 'module', 'node'], externalConditions: ['motcua:source', 'node'] } },
  test: {
    include: ['src/**/*.spec.ts', 'test/**/*.spec.ts'],
    passWithNoTests: true,
    // One worker reads the modules once for all files of a package; no spec leaves anything behind in them.
    isolate: false,
    reporters: ['dot', ['json', { outputFile: '.test/results.json' }]],
    // How long something is waited for is no promise: what promises one measures it. A full machine gets its time.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    expect: { poll: { timeout: 10_000 } },
  },
});
