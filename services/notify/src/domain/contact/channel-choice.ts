import type { SealedContact } from '@motcua/contracts';
import type { WrittenChannel } from '../wording/write.ts';

export interface Route {
  readonly channel: WrittenChannel;
  /** Zalo user id or phone number. */
  readonly to: string;
}

/** One channel for each fact: Zalo where it is linked, else SMS where it is wanted. Undefined: nobody is reachable, the status page still tells. */
export const routeTo = (contact: SealedContact): Route | undefined => {
  if (contact.zaloUserId) return { channel: 'zalo', to: contact.zaloUserId };
  if (contact.sms && contact.phone) return { channel: 'sms', to: contact.phone };
  return undefined;
};
