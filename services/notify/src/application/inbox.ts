/** What a phone of the trial has received: only the simulator knows, and only a trial has one. */
export interface InboxItem {
  readonly provider: string;
  readonly to: string;
  readonly text: string;
  /** ms since 1970. */
  readonly at: number;
  readonly delivered: boolean;
}
export type Inbox = (limit: number) => Promise<readonly InboxItem[]>;

export interface Conversation {
  readonly provider: string;
  readonly to: string;
  readonly messages: readonly InboxItem[];
}

/** By phone, the one with the newest message first; within it, newest first. */
export const conversationsOf = (items: readonly InboxItem[]): readonly Conversation[] => {
  const newestFirst = items.toSorted((a, b) => b.at - a.at);
  const byPhone = Map.groupBy(newestFirst, ({ provider, to }) => `${provider} ${to}`);
  return [...byPhone.values()].flatMap((messages) =>
    messages[0] ? [{ provider: messages[0].provider, to: messages[0].to, messages }] : [],
  );
};
