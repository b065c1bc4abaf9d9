/** What notify can do, by name. */
export { announce } from './announce.ts';
export { awaitMessages } from './await-messages.ts';
export { openHandlers } from './handlers.ts';
export { readMessages } from './read-messages.ts';
export { recordReceipts } from './record-receipts.ts';
export { sendNotification } from './send-notification.ts';
export { senderTurn } from './sender-turn.ts';
