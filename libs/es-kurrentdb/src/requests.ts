import { type AppendReq, messages, type ReadReq, type ReadResp } from './protocol.ts';
import type { toProposed } from './stored-form.ts';

type Proposed = ReturnType<typeof toProposed>;

const identifierOf = (physical: string) => {
  const identifier = new messages.StreamIdentifier();
  identifier.setStreamName(Buffer.from(physical, 'utf8'));
  return identifier;
};

const base = (direction: 'forwards' | 'backwards'): ReadReq.Options => {
  const options = new messages.ReadReq.Options();
  const ids = new messages.ReadReq.Options.UUIDOption();
  ids.setString(new messages.Empty());
  options.setUuidOption(ids);
  options.setResolveLinks(false);
  options.setReadDirection(direction === 'forwards' ? 0 : 1);
  return options;
};

const requestOf = (options: ReadReq.Options): ReadReq => {
  const request = new messages.ReadReq();
  request.setOptions(options);
  return request;
};

export interface StreamRange {
  readonly stream: string;
  /** Inclusive; `end`: the last one. */
  readonly from: number | 'end';
  readonly direction: 'forwards' | 'backwards';
  readonly limit: number;
}

export const streamRequest = ({ stream, from, direction, limit }: StreamRange): ReadReq => {
  const options = base(direction);
  const range = new messages.ReadReq.Options.StreamOptions();
  range.setStreamIdentifier(identifierOf(stream));
  if (from === 'end') range.setEnd(new messages.Empty());
  else range.setRevision(String(from));
  options.setStream(range);
  options.setCount(String(limit));
  options.setNoFilter(new messages.Empty());
  return requestOf(options);
};

/** In the order of the whole server, of streams with one of these prefixes. A read begins at `from`, a subscription behind it; 0: at the beginning. */
export interface LogRange {
  readonly from: number;
  readonly prefixes: readonly string[];
}

/** Events the server looks through before it says how far it is. */
const searchWindow = 512;
const checkpointInterval = 4;

const logOptions = ({ from, prefixes }: LogRange): ReadReq.Options => {
  const options = base('forwards');
  const all = new messages.ReadReq.Options.AllOptions();
  if (from === 0) all.setStart(new messages.Empty());
  else {
    const position = new messages.ReadReq.Options.Position();
    position.setCommitPosition(String(from));
    position.setPreparePosition(String(from));
    all.setPosition(position);
  }
  options.setAll(all);
  const expression = new messages.ReadReq.Options.FilterOptions.Expression();
  expression.setPrefixList([...prefixes]);
  const filter = new messages.ReadReq.Options.FilterOptions();
  filter.setStreamIdentifier(expression);
  filter.setMax(searchWindow);
  filter.setCheckpointintervalmultiplier(checkpointInterval);
  options.setFilter(filter);
  return options;
};

export const logRequest = (range: LogRange, limit: number): ReadReq => {
  const options = logOptions(range);
  options.setCount(String(limit));
  return requestOf(options);
};

export const subscriptionRequest = (range: LogRange): ReadReq => {
  const options = logOptions(range);
  options.setSubscription(new messages.ReadReq.Options.SubscriptionOptions());
  return requestOf(options);
};

/** The head of an append and its events. `expected` -1: the stream must not be there. */
export const appendRequests = (stream: string, expected: number, events: readonly Proposed[]): readonly AppendReq[] => {
  const options = new messages.AppendReq.Options();
  options.setStreamIdentifier(identifierOf(stream));
  if (expected === -1) options.setNoStream(new messages.Empty());
  else options.setRevision(String(expected));
  const head = new messages.AppendReq();
  head.setOptions(options);
  const rest = events.map((event) => {
    const request = new messages.AppendReq();
    request.setProposedMessage(event);
    return request;
  });
  return [head, ...rest];
};

export const eventIn = (response: ReadResp): ReadResp.ReadEvent.RecordedEvent | undefined => response.getEvent()?.getEvent();
