import { enginesConfig, mongoUrl } from '@motcua/engines';
import { serviceConfig } from '@motcua/service-kit';
import { z } from 'zod';

export const workflowConfig = z.object({
  ...serviceConfig,
  ...enginesConfig,
  /** How often due times are looked at, milliseconds. */
  MOTCUA_WORKFLOW_TICK_MS: z
    .string()
    .regex(/^\d{2,6}$/, 'milliseconds, 10 or more')
    .transform(Number)
    .default(1_000),
  /** Dossiers kept in memory, so that a command seldom reads. */
  MOTCUA_WORKFLOW_CACHED_DOSSIERS: z
    .string()
    .regex(/^[1-9]\d{1,5}$/, 'a number, 10 or more')
    .transform(Number)
    .default(1_000),
  /** Epochs of the store that were seen, in a database that no backup brings back, for instances that share no folder; default `<MOTCUA_DATA>/workflow/epochs.json`. */
  MOTCUA_WORKFLOW_EPOCHS_URL: mongoUrl.optional(),
  /** What command ids are derived under (32 bytes), for instances that share no folder (`./motcua secrets`); default `<MOTCUA_DATA>/workflow/command-secret`, made at the first start. */
  MOTCUA_WORKFLOW_COMMAND_SECRET_FILE: z.string().min(1).optional(),
});
export type WorkflowConfig = z.infer<typeof workflowConfig>;
