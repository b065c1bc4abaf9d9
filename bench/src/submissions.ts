import type { Citizens, Filed } from './citizens.ts';
import { millis, openLoop } from './open-loop.ts';
import type { Row } from './row.ts';

const secondsUntil = async (good: () => Promise<boolean>, withinSeconds: number): Promise<number> => {
  const began = performance.now();
  while (!(await good())) {
    if (performance.now() - began > withinSeconds * 1_000) return Number.POSITIVE_INFINITY;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return (performance.now() - began) / 1_000;
};

const nextOf = (link: unknown): string | undefined => /<([^>]+)>/.exec(String(link))?.[1];

/** A neighbour's reading of the public feed: each call reads on to its present end and answers which of these dossiers have come by since the first. */
const feedReader = (api: Citizens) => {
  let path = '/api/tracking/v1/feed?limit=100';
  return async (wanted: ReadonlySet<string>): Promise<readonly string[]> => {
    const found: string[] = [];
    for (;;) {
      const answer = await api.call('GET', path, {});
      const events = JSON.parse(answer.text) as readonly { readonly subject: string }[];
      path = nextOf(answer.headers['link']) ?? path;
      for (const { subject } of events) if (wanted.has(subject)) found.push(subject);
      if (events.length < 100) return found;
    }
  };
};

/** The country's rush hour: as many submissions as are acknowledged, for so long; then how long until the last is opened, visible, told and in the public log. */
export const submissionsBench = async (api: Citizens, seconds: number, hands = 96): Promise<Row[]> => {
  const filed: Filed[] = [];
  const readFeed = feedReader(api);
  await readFeed(new Set());
  const began = performance.now();
  let failed = 0;
  const hand = async (): Promise<void> => {
    while (performance.now() - began < seconds * 1_000) {
      const one = await api.file().catch(() => undefined);
      if (one) filed.push(one);
      else failed += 1;
    }
  };
  await Promise.all(Array.from({ length: hands }, hand));
  const took = (performance.now() - began) / 1_000;
  const officer = await api.officer('tiep-nhan');
  const ended = performance.now();
  const probes = filed.slice(-50);
  const every = async (good: (one: Filed) => Promise<boolean>): Promise<boolean> => {
    for (const one of probes) if (!(await good(one))) return false;
    return true;
  };
  const opened = await secondsUntil(
    () =>
      every(async (one) => {
        const status = await api.status(one.token);
        return status.status === 200 && status.text.includes('DossierOpened');
      }),
    180,
  );
  await secondsUntil(
    () =>
      every(async (one) =>
        (await api.call('GET', `/api/notify/v1/messages?dossier=${one.id}`, { authorization: `Bearer ${officer}` })).text.includes(
          '"delivered"',
        ),
      ),
    400,
  );
  const told = (performance.now() - ended) / 1_000;
  const missing = new Set(probes.map(({ id }) => id));
  await secondsUntil(async () => {
    for (const id of await readFeed(missing)) missing.delete(id);
    return missing.size === 0;
  }, 400);
  const logged = (performance.now() - ended) / 1_000;
  return [
    {
      name: `submissions acknowledged, ${seconds} s, ${hands} at once`,
      figure: filed.length / took,
      unit: '/s',
      floor: 1_000,
      aim: 2_500,
      note: `${filed.length} acknowledged, ${failed} failed`,
    },
    { name: 'after the end: the last dossiers opened and visible', figure: opened, unit: 's', floor: 30, aim: 5, lower: true },
    { name: 'after the end: the last messages delivered', figure: told, unit: 's', floor: 180, aim: 60, lower: true },
    { name: 'after the end: the last in the public log', figure: logged, unit: 's', floor: 180, aim: 60, lower: true },
  ];
};

/** POST → visible: how long until the status of what was just filed can be read, at a steady rate. */
export const visibleLagBench = async (api: Citizens, perSecond: number, seconds: number): Promise<Row[]> => {
  const lags: number[] = [];
  const report = await openLoop(perSecond, seconds, async () => {
    const one = await api.file();
    if (!one) return false;
    const acknowledged = performance.now();
    const status = await api.status(one.token, { 'motcua-position': one.position, prefer: 'wait=5' });
    lags.push(performance.now() - acknowledged);
    return status.status === 200;
  });
  lags.sort((a, b) => a - b);
  const at = (share: number): number => lags[Math.min(lags.length - 1, Math.floor(lags.length * share))] ?? Number.NaN;
  return [
    {
      name: `POST → visible at ${perSecond}/s, p99`,
      figure: at(0.99),
      unit: 'ms',
      floor: 25,
      aim: 10,
      lower: true,
      note: `p50 ${at(0.5).toFixed(1)} ms; ${report.failed} of ${report.started} failed`,
    },
    {
      name: `POST and visible, from the moment it was due, p99`,
      figure: millis(report, 99),
      unit: 'ms',
      note: 'corrected for coordinated omission',
    },
  ];
};
