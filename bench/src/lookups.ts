import autocannon from 'autocannon';
import { type Citizens, type Filed, statusPath } from './citizens.ts';
import { millis, openLoop } from './open-loop.ts';
import type { Row } from './row.ts';

/** Look-ups by token as fast as they go, over some hundred different dossiers. */
export const lookupsBench = async (url: string, filed: readonly Filed[], seconds: number): Promise<Row[]> => {
  const result = await autocannon({
    url,
    connections: 64,
    duration: seconds,
    requests: filed
      .slice(0, 200)
      .map((one) => ({ method: 'GET' as const, path: statusPath, headers: { authorization: `Tracking ${one.token}` } })),
  });
  const wrong = result.non2xx + result.errors;
  return [
    {
      name: 'look-ups by token, 64 connections',
      figure: result.requests.average,
      unit: '/s',
      floor: 10_000,
      aim: 18_000,
      note: `p99 ${result.latency.p99} ms; ${wrong} wrong answers`,
    },
  ];
};

/** Look-ups at a steady rate while submissions arrive: the citizen's morning. */
export const lookupsUnderLoadBench = async (api: Citizens, filed: readonly Filed[], seconds: number): Promise<Row[]> => {
  const [looked, submitted] = await Promise.all([
    openLoop(2_000, seconds, async (index) => (await api.status(filed[index % filed.length]?.token ?? '')).status === 200),
    openLoop(300, seconds, async () => (await api.file()) !== undefined),
  ]);
  return [
    {
      name: 'look-ups at 2,000/s while 300/s are filed, p99',
      figure: millis(looked, 99),
      unit: 'ms',
      floor: 20,
      aim: 20,
      lower: true,
      note: `p50 ${millis(looked, 50).toFixed(1)} ms; ${looked.failed} look-ups and ${submitted.failed} submissions failed`,
    },
  ];
};
