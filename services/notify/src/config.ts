import { enginesConfig } from '@motcua/engines';
import { serviceConfig } from '@motcua/service-kit';
import { z } from 'zod';

const whole = (least: number, most: number) =>
  z
    .string()
    .regex(/^\d{1,6}$/, 'a whole number')
    .transform(Number)
    .refine((n) => n >= least && n <= most, `${least} to ${most}`);
const Secret = z.string().min(16).meta({ secret: true });
const Url = z.url({ protocol: /^https?$/ });

/** Everything that can be set. In a trial the simulator stands in for providers that are not configured. */
export const NotifyConfig = z
  .object({
    ...serviceConfig,
    ...enginesConfig,
    /** Zalo Official Account: base of its API, its access token, and what signs its events. */
    MOTCUA_NOTIFY_ZALO_URL: Url.optional(),
    MOTCUA_NOTIFY_ZALO_TOKEN: Secret.optional(),
    MOTCUA_NOTIFY_ZALO_APP_ID: z.string().min(1).optional(),
    MOTCUA_NOTIFY_ZALO_SECRET: Secret.optional(),
    MOTCUA_NOTIFY_SMS_URL: Url.optional(),
    MOTCUA_NOTIFY_SMS_TOKEN: Secret.optional(),
    /** Sender shown on the phone. */
    MOTCUA_NOTIFY_SMS_BRAND: z.string().min(1).max(11).default('MOTCUA'),
    /** Signs the delivery receipts of all providers. */
    MOTCUA_NOTIFY_RECEIPT_SECRET: Secret.optional(),
    /** The province's page as an SMS says it; default the host of the public URL where it is short enough. */
    MOTCUA_NOTIFY_WEB: z
      .string()
      .regex(/^[!-~]+$/, 'visible ASCII')
      .max(20)
      .optional(),
    /** How people are addressed. */
    MOTCUA_NOTIFY_PRONOUN: z.string().min(1).max(20).default('ông/bà'),
    MOTCUA_NOTIFY_SMS_PRONOUN: z
      .string()
      .regex(/^[ -~]{1,7}$/, 'at most 7 characters without marks')
      .default('Ong/Ba'),
    MOTCUA_NOTIFY_CONCURRENCY: whole(1, 1_000).default(128),
    MOTCUA_NOTIFY_TIMEOUT_MS: whole(100, 60_000).default(10_000),
    /** After so many attempts a message is parked; with the doubling pause 60 are about an hour. */
    MOTCUA_NOTIFY_MAX_ATTEMPTS: whole(1, 1_000).default(60),
    /** Port of the simulated providers on loopback; 0: any free one. */
    MOTCUA_NOTIFY_SIMULATOR_PORT: whole(0, 65_535).default(0),
  })
  .superRefine((config, context) => {
    const need = (name: keyof typeof config, why: string): void => {
      if (config[name] === undefined) context.addIssue({ code: 'custom', path: [name], message: why });
    };
    if (config.MOTCUA_NOTIFY_ZALO_URL) need('MOTCUA_NOTIFY_ZALO_TOKEN', 'needed with MOTCUA_NOTIFY_ZALO_URL');
    if (config.MOTCUA_NOTIFY_SMS_URL) need('MOTCUA_NOTIFY_SMS_TOKEN', 'needed with MOTCUA_NOTIFY_SMS_URL');
    if (config.MOTCUA_NOTIFY_ZALO_SECRET) need('MOTCUA_NOTIFY_ZALO_APP_ID', 'needed with MOTCUA_NOTIFY_ZALO_SECRET');
    if (config.MOTCUA_ENV !== 'production') return;
    need('MOTCUA_NOTIFY_SMS_URL', 'needed in production: the simulator runs in trials only');
    need('MOTCUA_NOTIFY_RECEIPT_SECRET', 'needed in production');
  });
export type NotifyConfig = z.infer<typeof NotifyConfig>;
