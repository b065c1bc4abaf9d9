import shared from '@eventstore/db-client/generated/shared_pb.js';
import streams, { type ReadReq, type ReadResp } from '@eventstore/db-client/generated/streams_pb.js';
import type { Kept } from './log-double.ts';

const { ReadResp: Response } = streams;

export const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('utf8');

export const eventResponse = (kept: Kept): ReadResp => {
  const recorded = new Response.ReadEvent.RecordedEvent();
  const id = new shared.UUID();
  id.setString(kept.id);
  recorded.setId(id);
  const identifier = new shared.StreamIdentifier();
  identifier.setStreamName(Buffer.from(kept.stream));
  recorded.setStreamIdentifier(identifier);
  recorded.setStreamRevision(String(kept.revision));
  recorded.setCommitPosition(String(kept.commit));
  recorded.setPreparePosition(String(kept.commit));
  recorded.getMetadataMap().set('type', kept.type);
  recorded.getMetadataMap().set('content-type', kept.contentType);
  recorded.setData(kept.data);
  recorded.setCustomMetadata(kept.metadata);
  const event = new Response.ReadEvent();
  event.setEvent(recorded);
  event.setCommitPosition(String(kept.commit));
  const response = new Response();
  response.setEvent(event);
  return response;
};

export const confirmation = (): ReadResp => {
  const confirmed = new Response.SubscriptionConfirmation();
  confirmed.setSubscriptionId('double');
  const response = new Response();
  response.setConfirmation(confirmed);
  return response;
};

export const checkpoint = (commit: number): ReadResp => {
  const reached = new Response.Checkpoint();
  reached.setCommitPosition(String(commit));
  reached.setPreparePosition(String(commit));
  const response = new Response();
  response.setCheckpoint(reached);
  return response;
};

export const streamNotFound = (stream: string): ReadResp => {
  const identifier = new shared.StreamIdentifier();
  identifier.setStreamName(Buffer.from(stream));
  const notFound = new Response.StreamNotFound();
  notFound.setStreamIdentifier(identifier);
  const response = new Response();
  response.setStreamNotFound(notFound);
  return response;
};

export const prefixesOf = (options: ReadReq.Options): readonly string[] | undefined =>
  options.getFilter()?.getStreamIdentifier()?.getPrefixList();
