import { existsSync } from 'node:fs';
import { enginesConfig, mongoUrl } from '@motcua/engines';
import { BadConfiguration, serviceConfig } from '@motcua/service-kit';
import { z } from 'zod';
import type { ScannerAddress } from './adapters/virus-scanner.ts';

const count = z
  .string()
  .regex(/^\d{1,6}$/, 'a whole number')
  .transform(Number);

const clamdPath = /^clamd:\/\/(\/.*[^/])$/;
const clamdHost = /^clamd:\/\/(?:\[([\da-f:.]+)\]|([\w.-]+))(?::(\d{1,5}))?\/?$/i;

const clamdUrl = z.string().transform((text, context): ScannerAddress => {
  const [, path] = clamdPath.exec(text) ?? [];
  if (path !== undefined) return { path };
  const [, address, name, digits = '3310'] = clamdHost.exec(text) ?? [];
  const host = address ?? name;
  const port = Number(digits);
  if (host !== undefined && port > 0 && port <= 65_535) return { host, port };
  context.addIssue({ code: 'custom', message: 'clamd://host:port, or clamd:///path of its socket' });
  return z.NEVER;
});

/** Settings of intake. Files lie in `<MOTCUA_DATA>/intake/`, the erasure ledger beside it, outside the backup set. */
export const IntakeConfig = z.object({
  ...serviceConfig,
  ...enginesConfig,
  /** Submissions per address and minute; 0 = no limit. */
  MOTCUA_INTAKE_SUBMISSIONS_PER_MINUTE: count.default(0),
  /** Uploads per address and minute; 0 = no limit. */
  MOTCUA_INTAKE_UPLOADS_PER_MINUTE: count.default(0),
  /** A ClamAV daemon that looks at each paper before it is handed out; default: none does. */
  MOTCUA_INTAKE_VIRUS_SCANNER: clamdUrl.optional(),
  /** Data keys on a deployment of the MongoDB protocol, for several instances; default: SQLite in the data folder. */
  MOTCUA_INTAKE_KEYS_URL: mongoUrl.optional(),
  /** Uploads there, on GridFS; default: a folder in the data folder. */
  MOTCUA_INTAKE_BLOBS_URL: mongoUrl.optional(),
  /** The master key that wraps all data keys (32 bytes, base64, mode 0600); default `<MOTCUA_DATA>/intake/master.key`, made at the first start. */
  MOTCUA_INTAKE_MASTER_KEY_FILE: z.string().min(1).optional(),
  /** The ledger of erasures, outside the backup set; default `<MOTCUA_DATA>/erasures/intake.jsonl`. */
  MOTCUA_INTAKE_ERASURE_LEDGER: z.string().min(1).optional(),
  /** The same in a database that no backup brings back, for instances that share no folder; only with `MOTCUA_INTAKE_KEYS_URL`. */
  MOTCUA_INTAKE_ERASURE_LEDGER_URL: mongoUrl.optional(),
  /** What ids, tokens and codes rest on, for instances that share no folder (`./motcua secrets`); default `<MOTCUA_DATA>/intake/secrets.json`, made at the first start. */
  MOTCUA_INTAKE_SECRETS_FILE: z.string().min(1).optional(),
});
export type IntakeConfig = z.infer<typeof IntakeConfig>;

/** A ledger in a database belongs to keys in one; a file named beside it is the one that was kept before, and has to be there to be taken over. Throws `BadConfiguration`. */
export const refuseWrongLedgerOf = (
  config: Pick<IntakeConfig, 'MOTCUA_INTAKE_KEYS_URL' | 'MOTCUA_INTAKE_ERASURE_LEDGER' | 'MOTCUA_INTAKE_ERASURE_LEDGER_URL'>,
): void => {
  if (config.MOTCUA_INTAKE_ERASURE_LEDGER_URL === undefined) return;
  if (config.MOTCUA_INTAKE_KEYS_URL === undefined)
    throw new BadConfiguration(['MOTCUA_INTAKE_ERASURE_LEDGER_URL: only where MOTCUA_INTAKE_KEYS_URL names a database too']);
  const former = config.MOTCUA_INTAKE_ERASURE_LEDGER;
  if (former !== undefined && !existsSync(former))
    throw new BadConfiguration([
      'MOTCUA_INTAKE_ERASURE_LEDGER: beside MOTCUA_INTAKE_ERASURE_LEDGER_URL it is the file to take over, and it is not there',
    ]);
};
