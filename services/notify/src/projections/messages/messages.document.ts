/** All messages of one dossier, oldest first. Texts stay sealed: they are opened only when an officer reads them. */
export interface MessagesDocument {
  readonly dossier: string;
  /** Agencies whose officers may read them: the competent one and the one that received the dossier. */
  readonly agencies: readonly string[];
  readonly messages: readonly MessageEntry[];
}
export interface MessageEntry {
  readonly id: string;
  readonly kind: string;
  readonly channel: string;
  readonly variant?: string;
  readonly at: string;
  readonly state: 'requested' | 'sent' | 'delivered' | 'failed' | 'parked';
  readonly sealed: string;
}
/** What the fold remembers beyond what is shown: which parked message holds which notification. */
export interface MessagesState extends MessagesDocument {
  readonly parked: Readonly<Record<string, string>>;
}
