/** A secret in use and those before it, newest first: new things are derived with the first, old ones are found by their id. */
export interface RingSecret {
  readonly id: string;
  readonly secret: Uint8Array | string;
}
export type SecretRing = readonly RingSecret[];

/** The secret that new things are derived with. Throws where the ring is empty. */
export const newestSecret = (ring: SecretRing): RingSecret => {
  const first = ring[0];
  if (!first) throw new RangeError('a ring without a secret');
  return first;
};

/** The secret by its id; undefined where it has left the ring. */
export const findSecret = (ring: SecretRing, id: string): RingSecret | undefined => ring.find((entry) => entry.id === id);
