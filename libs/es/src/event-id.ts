import { hash } from 'node:crypto';

/** Id of a command's n-th event, as a UUIDv8 (RFC 9562): a command tried again makes the same events. */
export const eventIdOf = (commandId: string, index: number): string => {
  const digest = hash('sha256', `${commandId}\n${index}`, 'hex');
  const variant = '89ab'.charAt(Number.parseInt(digest.charAt(16), 16) & 3);
  return `${digest.slice(0, 8)}-${digest.slice(8, 12)}-8${digest.slice(13, 16)}-${variant}${digest.slice(17, 20)}-${digest.slice(20, 32)}`;
};
