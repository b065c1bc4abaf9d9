import { expect, test } from 'vitest';
import { mergedExpositions } from '../src/merged-expositions.ts';
import { ProcessMetrics } from '../src/metrics.ts';

const linesOf = (text: string, start: string): readonly string[] => text.split('\n').filter((line) => line.startsWith(start));

test('what two threads say of one metric stands together, described once', async () => {
  const threads = ['main', 'reactors'].map((name) => new ProcessMetrics(name));
  for (const metrics of threads) metrics.of('tracking').counter('motcua_things', 'Things')({}, 2);
  const merged = mergedExpositions(await Promise.all(threads.map((metrics) => metrics.render())));
  expect(linesOf(merged, '# TYPE motcua_things')).toHaveLength(1);
  const lines = merged.split('\n');
  const first = lines.findIndex((line) => line.startsWith('motcua_things{'));
  expect([lines[first], lines[first + 1]]).toEqual([
    'motcua_things{service="tracking",thread="main"} 2',
    'motcua_things{service="tracking",thread="reactors"} 2',
  ]);
  for (const metrics of threads) metrics.close();
});

test('what is about the process is said once, without a thread; what is about a thread, by each', async () => {
  const threads = ['main', 'reactors'].map((name) => new ProcessMetrics(name));
  const merged = mergedExpositions(await Promise.all(threads.map((metrics) => metrics.render())));
  for (const name of ['process_cpu_seconds_total', 'process_resident_memory_bytes', 'process_open_fds', 'nodejs_version_info'])
    expect(linesOf(merged, name), name).toEqual([expect.not.stringContaining('thread=')]);
  for (const name of ['nodejs_heap_size_used_bytes', 'nodejs_eventloop_lag_seconds'])
    expect(
      linesOf(merged, `${name}{`).map((line) => /thread="(\w+)"/.exec(line)?.[1]),
      name,
    ).toEqual(['main', 'reactors']);
  for (const metrics of threads) metrics.close();
});

test('a process of one thread says all of it, without naming the thread', async () => {
  const metrics = new ProcessMetrics();
  const text = await metrics.render('tracking');
  for (const name of ['process_cpu_seconds_total ', 'nodejs_heap_size_used_bytes ']) expect(linesOf(text, name)).toHaveLength(1);
  expect(text).not.toContain('thread=');
  metrics.close();
});
