import { expect, test } from 'vitest';
import { mergedExpositions } from '../src/merged-expositions.ts';
import { ProcessMetrics } from '../src/metrics.ts';

const linesOf = (text: string, start: string): readonly string[] => text.split('\n').filter((line) => line.startsWith(start));

test('what two threads say of one metric stands together, described once', async () => {
  const threads = ['main', 'followers'].map((name) => new ProcessMetrics(name));
  for (const metrics of threads) metrics.of('tracking').counter('motcua_things', 'Things')({}, 2);
  const merged = mergedExpositions(await Promise.all(threads.map((metrics) => metrics.render())));
  expect(linesOf(merged, '# TYPE motcua_things')).toHaveLength(1);
  const lines = merged.split('\n');
  const first = lines.findIndex((line) => line.startsWith('motcua_things{'));
  expect([lines[first], lines[first + 1]]).toEqual([
    'motcua_things{service="tracking",thread="main"} 2',
    'motcua_things{service="tracking",thread="followers"} 2',
  ]);
  for (const metrics of threads) metrics.close();
});
