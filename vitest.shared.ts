import { defineConfig } from 'vitest/config';

/** One shape of test run for every package; results are kept as JSON so that `./motcua test` can add them up. */
export default defineConfig({
  resolve: { conditions: ['motcua:source', 'module', 'node'] },
  ssr: { resolve: { conditions: ['motcua:source', 'module', 'node'], externalConditions: ['motcua:source', 'node'] } },
  test: {
    include: ['src/**/*.spec.ts', 'test/**/*.spec.ts'],
    passWithNoTests: true,
    reporters: ['dot', ['json', { outputFile: '.test/results.json' }]],
    // A loaded CI machine may overrun a time-out once; a retried test is named in the report.
    retry: process.env['CI'] ? 1 : 0,
    testTimeout: 20_000,
    hookTimeout: 30_000,
  },
});
