import type { ContactRecorded } from '@motcua/contracts';

export type RecordContact = { type: 'RecordContact' } & ContactRecorded['data'];
/** Facts that later messages need and later events no longer carry (the dossier code). Nothing about a person. */
export type NoteFacts = { type: 'NoteFacts'; at: string; facts: Readonly<Record<string, string>> };
export type ContactCommand = RecordContact | NoteFacts;
