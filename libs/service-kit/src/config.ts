import { z } from 'zod';
import { contradictionsIn, natsConfig } from './nats-config.ts';
import { networksOf } from './peer-address.ts';
import type { ServiceDefinition } from './service.ts';

/** Settings that every service takes; spread them into its `z.object`. */
export const serviceConfig = {
  /** Folder of all data; a service keeps its files in `<dir>/<service>/`. */
  MOTCUA_DATA: z.string().min(1).default('.motcua'),
  ...natsConfig,
  /** Code of the province, in subjects and CloudEvents sources. */
  MOTCUA_PROVINCE: z
    .string()
    .regex(/^[A-Z]\d{2}$/, 'a province code such as H53')
    .default('H53'),
  /** Base of links and QR codes. */
  MOTCUA_PUBLIC_URL: z.url({ protocol: /^https?$/ }).default('http://127.0.0.1:8080'),
  MOTCUA_OIDC_ISSUER: z.url({ protocol: /^https?$/ }).optional(),
  /** `trial` brings invented officers, a simulated phone and its inbox: never by default. */
  MOTCUA_ENV: z.enum(['trial', 'production']).default('production'),
};

/** Where operators ask from unless it is said otherwise. */
export const loopback = '127.0.0.0/8,::1';

/** What the rim itself needs to serve; read from the environment by `runService`. */
export const rimConfig = {
  MOTCUA_HOST: z.string().min(1).default('127.0.0.1'),
  MOTCUA_PORT: z
    .string()
    .regex(/^\d{1,5}$/, 'a port number')
    .transform(Number)
    .refine((port) => port <= 65_535, 'a port number')
    .default(8080),
  /** Addresses or networks of the reverse proxies whose `X-Forwarded-For` is believed, comma-separated. */
  MOTCUA_TRUST_PROXY: z.string().min(1).optional(),
  /** Addresses or networks that may read `/metrics` and the details of `/readyz`, comma-separated. */
  MOTCUA_OPERATOR_NETWORKS: z
    .string()
    .refine((text) => networksOf(text) !== undefined, 'addresses or networks such as 10.1.0.0/16, comma-separated')
    .default(loopback),
  MOTCUA_LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
};

export type Environment = Readonly<Record<string, string | undefined>>;

/** One line per wrong variable, never with its value. */
export class BadConfiguration extends Error {
  readonly problems: readonly string[];
  constructor(problems: readonly string[]) {
    super(`bad configuration: ${problems.join('; ')}`);
    this.name = 'BadConfiguration';
    this.problems = problems;
  }
}

const objectOf = (schema: z.core.$ZodType): z.core.$ZodObject | undefined => {
  const { def } = schema._zod;
  if (def.type === 'object') return schema as z.core.$ZodObject;
  if (def.type === 'pipe') return objectOf((def as z.core.$ZodPipeDef).in);
  return undefined;
};

/** The variables a schema knows; none where it is no object. */
export const variablesOf = (schema: z.core.$ZodType): Readonly<Record<string, z.core.$ZodType>> => objectOf(schema)?._zod.def.shape ?? {};

export const isSecret = (schema: z.core.$ZodType): boolean => {
  if (z.globalRegistry.get(schema)?.secret === true) return true;
  const { innerType } = schema._zod.def as { innerType?: z.core.$ZodType };
  return innerType !== undefined && isSecret(innerType);
};

/** An empty variable is an absent one, as in every shell. */
const present = (env: Environment): Record<string, string> =>
  Object.fromEntries(Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined && entry[1] !== ''));

const prefixOf = (name: string): string => `MOTCUA_${name.toUpperCase().replaceAll('-', '_')}_`;

export const parseEnvironment = <T>(schema: z.ZodType<T>, env: Environment): T => {
  const result = schema.safeParse(present(env));
  if (result.success) return result.data;
  throw new BadConfiguration(result.error.issues.map((issue) => `${issue.path.join('.') || 'configuration'}: ${issue.message}`));
};

/** A service's typed configuration. Throws `BadConfiguration` for wrong values, for names that look like its own and are not, and for settings that contradict each other. */
export const configOf = <Config>(definition: Pick<ServiceDefinition<Config>, 'name' | 'config'>, env: Environment): Config => {
  const known = variablesOf(definition.config);
  const prefix = prefixOf(definition.name);
  const strangers = Object.keys(present(env)).filter((name) => name.startsWith(prefix) && !Object.hasOwn(known, name));
  const others = [...strangers.map((name) => `${name}: there is no such setting`), ...contradictionsIn(present(env))];
  try {
    const config = parseEnvironment(definition.config, env);
    if (others.length > 0) throw new BadConfiguration([]);
    return config;
  } catch (error) {
    if (!(error instanceof BadConfiguration)) throw error;
    throw new BadConfiguration([...error.problems, ...others]);
  }
};

/** The table printed at start: every variable, its value (secrets masked) and whether it was set. */
export const configTable = (title: string, schemas: readonly z.core.$ZodType[], env: Environment): string => {
  const set = present(env);
  const variables = Object.assign({}, ...schemas.map(variablesOf)) as Record<string, z.core.$ZodType>;
  const rows = Object.entries(variables).map(([name, schema]) => {
    const value = set[name];
    if (value !== undefined) return [name, isSecret(schema) ? '********' : value, ''] as const;
    const { defaultValue } = schema._zod.def as { defaultValue?: unknown };
    if (isSecret(schema)) return [name, '–', ''] as const;
    return defaultValue === undefined ? ([name, '–', ''] as const) : ([name, String(defaultValue), '(default)'] as const);
  });
  const width = Math.max(...rows.map(([name]) => name.length), 0);
  return [title, ...rows.map(([name, value, note]) => `  ${name.padEnd(width)}  ${value}${note === '' ? '' : `  ${note}`}`)].join('\n');
};
