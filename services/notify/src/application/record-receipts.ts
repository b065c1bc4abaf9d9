import { isEventIdReused, isRejection } from '@motcua/es';
import { type Handlers, metadataOf, notificationStream } from './handlers.ts';

export interface Receipt {
  /** Our key: the notification's id. */
  readonly key: string;
  readonly status: 'delivered' | 'undeliverable';
  /** When the provider saw it happen. */
  readonly at: string;
  readonly reason?: string | undefined;
}
export interface ReceiptsRecorded {
  readonly recorded: number;
  /** Keys that are not ours: answered like the others, so that nobody learns which ids exist. */
  readonly ignored: number;
}

/**
 * Records what a provider reports. A receipt that is earlier than the provider's own answer counts; one heard twice counts once.
 * A store that cannot write makes the whole call fail, so that the provider comes back.
 */
export const recordReceipts =
  (handlers: Handlers, provider: string) =>
  async (receipts: readonly Receipt[]): Promise<ReceiptsRecorded> => {
    const outcomes = await Promise.all(receipts.map((receipt) => recordReceipt(handlers, provider, receipt)));
    const recorded = outcomes.filter(Boolean).length;
    return { recorded, ignored: outcomes.length - recorded };
  };

const recordReceipt = async ({ notifications }: Handlers, provider: string, receipt: Receipt): Promise<boolean> => {
  const stream = notificationStream(receipt.key);
  const { state } = await notifications.loadKnown(stream);
  if (state.stage === 'absent') return false;
  const command =
    receipt.status === 'delivered'
      ? ({ type: 'RecordDelivered', at: receipt.at, provider } as const)
      : ({ type: 'RecordFailed', at: receipt.at, provider, reason: receipt.reason ?? 'undeliverable' } as const);
  try {
    await notifications.handle(stream, command, {
      commandId: `${receipt.key}/receipt/${receipt.status}`,
      metadata: metadataOf(receipt.at, state.dossierId, receipt.key),
      idempotent: true,
    });
  } catch (error) {
    if (!isEventIdReused(error) && !isRejection(error)) throw error;
  }
  return true;
};
