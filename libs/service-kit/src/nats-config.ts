import { z } from 'zod';

/** Where the bus is, how a service shows who it is there, and whom it trusts. Files are read anew at every connection. */
export const natsConfig = {
  /** `tls://…` insists on TLS, and so does `MOTCUA_NATS_CA_FILE`. */
  MOTCUA_NATS_URL: z
    .string()
    .refine(
      (text) => text.split(',').every((one) => /^(?:(?:nats|tls):\/\/)?(?:[\w.-]+|\[[\da-f:]+\])(?::\d{1,5})?$/i.test(one)),
      'addresses such as nats://bus.example:4222, comma-separated',
    )
    .default('nats://127.0.0.1:4222'),
  MOTCUA_NATS_USER: z.string().min(1).optional(),
  MOTCUA_NATS_PASSWORD: z.string().min(1).meta({ secret: true }).optional(),
  /** Instead of user and password: a `.creds` file (JWT and seed), or the seed of an nkey. */
  MOTCUA_NATS_CREDS_FILE: z.string().min(1).optional(),
  MOTCUA_NATS_NKEY_FILE: z.string().min(1).optional(),
  /** PEM of who vouches for the server; default: whom Node.js trusts. */
  MOTCUA_NATS_CA_FILE: z.string().min(1).optional(),
  /** PEM of the service's own certificate and its key, where the server asks for one. */
  MOTCUA_NATS_CERT_FILE: z.string().min(1).optional(),
  MOTCUA_NATS_KEY_FILE: z.string().min(1).optional(),
  /** How a tail is made that is missing, as it is declared to the server: its size, where it is kept, and by how many servers. */
  MOTCUA_NATS_TAIL_BYTES: z.coerce.number().int().min(1_000).max(1e12).optional(),
  MOTCUA_NATS_TAIL_STORAGE: z.enum(['file', 'memory']).optional(),
  MOTCUA_NATS_TAIL_REPLICAS: z.coerce
    .number()
    .refine((count) => [1, 3, 5].includes(count), '1, 3 or 5')
    .optional(),
};

/** One line per pair of settings that cannot both be meant, or of which one is missing. */
export const contradictionsIn = (env: Readonly<Record<string, string>>): readonly string[] => {
  const ways = ['MOTCUA_NATS_USER', 'MOTCUA_NATS_CREDS_FILE', 'MOTCUA_NATS_NKEY_FILE'].filter((name) => name in env);
  const [cert, key] = ['MOTCUA_NATS_CERT_FILE', 'MOTCUA_NATS_KEY_FILE'].map((name) => name in env);
  return [
    ...(ways.length > 1 ? [`${ways.join(', ')}: only one of them`] : []),
    ...(cert !== key ? ['MOTCUA_NATS_CERT_FILE, MOTCUA_NATS_KEY_FILE: both or neither'] : []),
  ];
};
