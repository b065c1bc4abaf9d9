import clientOf from '@eventstore/db-client';
import shared from '@eventstore/db-client/generated/shared_pb.js';
import services from '@eventstore/db-client/generated/streams_grpc_pb.js';
import streams, { type ReadResp } from '@eventstore/db-client/generated/streams_pb.js';

/** The client's own generated messages. Its public calls cannot filter a read, cannot bound an append by time and read data as objects; these can. */
export const messages = { ...streams, ...shared };
export const { StreamsClient } = services;
export const { EventStoreDBClient } = clientOf;

export type RecordedEvent = ReadResp.ReadEvent.RecordedEvent;
export type { EventStoreDBClient as Client } from '@eventstore/db-client';
export type { StreamsClient as StreamCalls } from '@eventstore/db-client/generated/streams_grpc_pb.js';
export type { AppendReq, AppendResp, ReadReq, ReadResp } from '@eventstore/db-client/generated/streams_pb.js';
