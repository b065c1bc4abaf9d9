import { expect, test } from 'vitest';
import type { Verdict } from '../application/ports.ts';
import { observedScanner } from './observed-scanner.ts';

test('verdicts are counted, silence is told when it begins and when it ends, and a find by its name', async () => {
  const counted: unknown[] = [];
  const lines: string[] = [];
  const tell =
    (level: string) =>
    (message: string, fields: object = {}): void =>
      void lines.push(`${level} ${message} ${JSON.stringify(fields)}`);
  const metrics = {
    counter: () => (labels: unknown) => void counted.push(labels),
    histogram: () => () => undefined,
    gauge: () => undefined,
  };
  const logger = { debug: tell('debug'), info: tell('info'), warn: tell('warn'), error: tell('error'), child: () => logger };
  const verdicts: Verdict[] = [
    { kind: 'clean' },
    { kind: 'none', reason: 'ECONNREFUSED' },
    { kind: 'none', reason: 'ECONNREFUSED' },
    { kind: 'clean' },
    { kind: 'found', signature: 'Motcua.Test.Marker' },
  ];
  const left = [...verdicts];
  const scanner = observedScanner({ metrics, logger })({ scan: async () => left.shift() ?? { kind: 'clean' } });
  for (const verdict of verdicts) expect(await scanner.scan(new Uint8Array())).toEqual(verdict);
  expect(counted).toEqual(verdicts.map(({ kind }) => ({ verdict: kind })));
  expect(lines).toEqual([
    'warn the virus scanner gives no verdict {"reason":"ECONNREFUSED"}',
    'info the virus scanner answers again {}',
    'warn the virus scanner has found something {"name":"Motcua.Test.Marker"}',
  ]);
});
