import { hash } from 'node:crypto';
import { canonicalJson } from './canonical-json.ts';
import type { Recorded } from './event.ts';

/** An event's place and content, `data` and `metadata` as canonical JSON. */
export interface Link {
  readonly stream: string;
  readonly revision: number;
  readonly id: string;
  readonly type: string;
  readonly data: string;
  readonly metadata: string;
  readonly previous: string;
}

/** SHA-256 (hex) of the canonical JSON of the event with its place and its predecessor. The keys stand in canonical order already. */
export const hashOf = ({ stream, revision, id, type, data, metadata, previous }: Link): string =>
  hash(
    'sha256',
    `{"data":${data},"id":${JSON.stringify(id)},"metadata":${metadata},"previous":"${previous}","revision":${revision},"stream":${JSON.stringify(stream)},"type":${JSON.stringify(type)}}`,
    'hex',
  );

export interface ChainFault {
  readonly stream: string;
  readonly revision: number;
  /** `gap`: not the revision that follows; `broken-link`: `previous` is not the hash of the event before; `altered`: the content does not give the hash. */
  readonly fault: 'gap' | 'broken-link' | 'altered';
}

export interface ChainVerdict {
  readonly events: number;
  readonly streams: number;
  readonly faults: readonly ChainFault[];
}

/** Where a stream ends. */
export interface StreamHead {
  readonly revision: number;
  readonly hash: string;
}

const faultOf = (event: Recorded, before: StreamHead, linksOnly: boolean): ChainFault['fault'] | undefined => {
  if (event.revision !== before.revision + 1) return 'gap';
  if (event.previous !== before.hash) return 'broken-link';
  if (linksOnly) return undefined;
  const link = { ...event, data: canonicalJson(event.data), metadata: canonicalJson(event.metadata) };
  return hashOf(link) === event.hash ? undefined : 'altered';
};

/**
 * Walks the chains of all streams, each from its revision 0 on; streams may alternate, as in the global order. Keeps the head of every stream.
 * `linksOnly`: somebody else sees to it that content gives hashes.
 */
export const chainWalk = ({ linksOnly = false }: { readonly linksOnly?: boolean } = {}) => {
  const heads = new Map<string, StreamHead>();
  let events = 0;
  return {
    /** What is wrong with the event that follows. */
    step: (event: Recorded): ChainFault | undefined => {
      events += 1;
      const fault = faultOf(event, heads.get(event.stream) ?? { revision: -1, hash: '' }, linksOnly);
      heads.set(event.stream, { revision: event.revision, hash: event.hash });
      return fault && { stream: event.stream, revision: event.revision, fault };
    },
    headOf: (stream: string): StreamHead | undefined => heads.get(stream),
    walked: () => ({ events, streams: heads.size }),
  };
};

/** Walks the chains of all streams in `events`. */
export const verifyChain = async (events: Iterable<Recorded> | AsyncIterable<Recorded>): Promise<ChainVerdict> => {
  const walk = chainWalk();
  const faults: ChainFault[] = [];
  for await (const event of events) {
    const fault = walk.step(event);
    if (fault !== undefined) faults.push(fault);
  }
  return { ...walk.walked(), faults };
};
