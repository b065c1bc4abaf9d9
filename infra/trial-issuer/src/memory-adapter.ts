import type { Adapter, AdapterPayload } from 'oidc-provider';

/** Sessions and codes of a trial at most; the oldest go first. */
const capacity = 5_000;

interface Kept {
  readonly payload: AdapterPayload;
  readonly until: number;
}
const kept = new Map<string, Kept>();

const find = (key: string): AdapterPayload | undefined => {
  const found = kept.get(key);
  if (!found) return undefined;
  if (found.until > Date.now()) return found.payload;
  kept.delete(key);
  return undefined;
};

/** The provider's state in memory, bounded. Whoever restarts the trial logs in again. */
export class MemoryAdapter implements Adapter {
  readonly #model: string;
  constructor(model: string) {
    this.#model = model;
  }
  #key(id: string): string {
    return `${this.#model}:${id}`;
  }
  upsert(id: string, payload: AdapterPayload, expiresIn: number): Promise<void> {
    const key = this.#key(id);
    kept.delete(key);
    kept.set(key, { payload, until: Date.now() + (expiresIn || 3_600) * 1_000 });
    const [oldest] = kept.keys();
    if (kept.size > capacity && oldest !== undefined) kept.delete(oldest);
    return Promise.resolve();
  }
  find(id: string): Promise<AdapterPayload | undefined> {
    return Promise.resolve(find(this.#key(id)));
  }
  findByUid(uid: string): Promise<AdapterPayload | undefined> {
    for (const [key, { payload }] of kept) if (key.startsWith(`${this.#model}:`) && payload.uid === uid) return Promise.resolve(find(key));
    return Promise.resolve(undefined);
  }
  findByUserCode(): Promise<undefined> {
    return Promise.resolve(undefined);
  }
  consume(id: string): Promise<void> {
    const payload = find(this.#key(id));
    if (payload) payload.consumed = Math.floor(Date.now() / 1_000);
    return Promise.resolve();
  }
  destroy(id: string): Promise<void> {
    kept.delete(this.#key(id));
    return Promise.resolve();
  }
  revokeByGrantId(grantId: string): Promise<void> {
    for (const [key, { payload }] of kept) if (payload.grantId === grantId) kept.delete(key);
    return Promise.resolve();
  }
}
