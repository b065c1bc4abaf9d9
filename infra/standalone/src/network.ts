import { networkInterfaces } from 'node:os';

/** The address by which phones in the same network reach this machine. */
export const lanAddress = (): string | undefined =>
  Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .find(({ family, internal }) => family === 'IPv4' && !internal)?.address;
