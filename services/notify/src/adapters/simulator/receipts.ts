import { createHmac } from 'node:crypto';
import { Agent, request } from 'node:http';
import { instantOf } from '@motcua/es';
import type { Faults } from './faults.ts';
import type { Ledger, LedgerEntry } from './ledger.ts';

export interface ReceiptSender {
  /** Something was accepted: look again soon. */
  nudge(): void;
  /** Reports at once, before the sender has had its answer. */
  now(entry: Pick<LedgerEntry, 'key' | 'provider' | 'messageId'>): Promise<void>;
  pointTo(url: string): void;
  stop(): void;
}
type Reported = Pick<LedgerEntry, 'key' | 'provider' | 'messageId'>;

/** A phone shows a message a moment after the provider took it. */
const travelMs = 60;
const batch = 200;

/** Tells the service what phones got: signed, in batches, again until it answers 2xx. What is not reported yet is known from the ledger, also after a crash. */
export const openReceiptSender = (ledger: Ledger, faults: Faults, secret: string): ReceiptSender => {
  const agent = new Agent({ keepAlive: true, maxSockets: 4 });
  let target: string | undefined;
  let timer: NodeJS.Timeout | undefined;
  let failures = 0;
  let stopped = false;

  const post = (provider: string, receipts: readonly Reported[]): Promise<boolean> => {
    const at = instantOf(Date.now());
    const body = JSON.stringify({ receipts: receipts.map(({ key, messageId }) => ({ key, messageId, status: 'delivered', at })) });
    const seconds = Math.floor(Date.now() / 1000);
    const mac = createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex');
    return new Promise((resolve) => {
      const call = request(
        `${target}/${provider}/receipts`,
        {
          method: 'POST',
          agent,
          timeout: 10_000,
          headers: {
            'content-type': 'application/json',
            'content-length': Buffer.byteLength(body),
            'motcua-signature': `t=${seconds},v1=${mac}`,
          },
        },
        (response) => {
          response.resume();
          response.on('end', () => resolve(response.statusCode !== undefined && response.statusCode < 300));
          response.on('error', () => resolve(false));
        },
      );
      call.on('timeout', () => call.destroy());
      call.on('error', () => resolve(false));
      call.end(body);
    });
  };

  const report = async (provider: string, entries: readonly LedgerEntry[]): Promise<boolean> => {
    if (entries.length === 0) return true;
    if (faults.take(['duplicate-receipts'], provider))
      await Promise.all([post(provider, entries), post(provider, [...entries, ...entries])]);
    const told = await post(provider, entries);
    if (told && !stopped) ledger.reported(entries.map(({ key }) => key));
    return told;
  };

  const round = async (): Promise<void> => {
    timer = undefined;
    if (stopped || target === undefined) return;
    const due = ledger.unreported(Date.now() - travelMs, batch);
    const told = await Promise.all(
      ['zalo', 'sms'].map((name) =>
        report(
          name,
          due.filter(({ provider }) => provider === name),
        ),
      ),
    );
    failures = told.every(Boolean) ? 0 : failures + 1;
    if (stopped) return;
    if (due.length > 0 || ledger.unreported(Date.now(), 1).length > 0)
      again(failures === 0 ? (due.length === batch ? 0 : 30) : Math.min(5_000, 100 * 2 ** failures));
  };
  const again = (ms: number): void => {
    if (!timer && !stopped) timer = setTimeout(() => void round().catch(() => again(1_000)), ms);
  };

  return {
    nudge: () => again(travelMs + 5),
    now: async (entry) => {
      if (target !== undefined) await post(entry.provider, [entry]);
    },
    pointTo: (url) => {
      target = url;
      again(0);
    },
    stop: () => {
      stopped = true;
      clearTimeout(timer);
      agent.destroy();
    },
  };
};
