import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { services } from '@motcua/contracts';
import { z } from 'zod';

/** Every service has its own credential; `operator` is the one by which streams are declared and the server is probed. */
export const users = [...services, 'operator'] as const;
export type User = (typeof users)[number];

const Credentials = z.record(z.enum(users), z.string().regex(/^[0-9a-f]{48}$/));
export type Credentials = Readonly<Record<User, string>>;

/** Random passwords, made once and kept in a file that only its owner may read (mode 0600). */
export const credentialsIn = (file: string): Credentials => {
  if (existsSync(file)) return Credentials.parse(JSON.parse(readFileSync(file, 'utf8')));
  const made = Object.fromEntries(users.map((user) => [user, randomBytes(24).toString('hex')])) as Credentials;
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  writeFileSync(file, JSON.stringify(made, undefined, 2), { mode: 0o600 });
  return made;
};
