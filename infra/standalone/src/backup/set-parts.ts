import type { ServiceName } from '@motcua/contracts';
import type { Manifest } from './manifest.ts';

/**
 * Logs in this order, downstream first: whatever a later one has besides is a cause whose effect is not there yet, and that is caught up with.
 * The other way round an effect could stand there without its cause.
 */
export const logsInOrder = ['tracking', 'notify', 'workflow', 'intake'] as const satisfies readonly ServiceName[];

/** What a service's ids, tokens and codes rest on: without these files the logs are of no use. */
export const secretFiles = ['intake/secrets.json', 'workflow/command-secret'] as const;

/** How often the store was restored: codes skip ahead by it. A newer one from the old folder goes before that of the set. */
export const epochsFile = 'workflow/epochs.json';

/** What must not be in a backup, and is taken from the old folder where there is one: the key to the keys, what was erased and given since, what the simulated providers took since. */
export const outsideBackups = ['intake/master.key', 'erasures', epochsFile, 'simulator'] as const;

export type Part = `${ServiceName}.events` | 'intake.keys' | 'intake.blobs' | 'files';

/** JSON lines, packed, and encrypted unless the operator said otherwise. */
export const fileNameOf = (part: Part, encryption: Manifest['encryption']): string =>
  `${part}.jsonl.gz${encryption === 'age' ? '.age' : ''}`;
