/** How large each stream may grow: a tail that is too small only costs speed, since the log serves what it lacks. */
export const tailSizes = ({ MOTCUA_NATS_TAIL_BYTES: bytes }: Readonly<Record<string, string | undefined>>): { tailBytes?: number } => {
  if (bytes === undefined) return {};
  if (!/^[1-9]\d{3,11}$/.test(bytes)) throw new Error(`MOTCUA_NATS_TAIL_BYTES is not a number of bytes from 1000 on: ${bytes}`);
  return { tailBytes: Number(bytes) };
};
