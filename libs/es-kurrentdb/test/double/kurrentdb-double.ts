import gossipServices from '@eventstore/db-client/generated/gossip_grpc_pb.js';
import gossip, { type ClusterInfo } from '@eventstore/db-client/generated/gossip_pb.js';
import featureServices from '@eventstore/db-client/generated/serverfeatures_grpc_pb.js';
import features, { type SupportedMethods } from '@eventstore/db-client/generated/serverfeatures_pb.js';
import shared, { type Empty } from '@eventstore/db-client/generated/shared_pb.js';
import streamServices from '@eventstore/db-client/generated/streams_grpc_pb.js';
import streams, { type AppendReq, type AppendResp } from '@eventstore/db-client/generated/streams_pb.js';
import {
  type Metadata,
  Server,
  ServerCredentials,
  type ServerReadableStream,
  type ServerUnaryCall,
  type sendUnaryData,
} from '@grpc/grpc-js';
import { errors, type Fault, faultBox, type Method } from './faults.ts';
import { type LogDouble, logDouble, type Proposed, type Written } from './log-double.ts';
import { type ReadCall, readAll, readStream, subscribeAll } from './reads.ts';
import { text } from './responses.ts';

export interface KurrentdbDoubleOptions {
  /** The log behind it: two doubles on one log are two nodes of a cluster. */
  readonly log?: LogDouble;
  readonly version?: string;
  readonly tls?: { readonly key: Buffer; readonly certificate: Buffer };
  /** How many calls one connection carries. */
  readonly callsAtOnce?: number;
  /** Who may do anything; without it, everybody. */
  readonly credentials?: string;
}

const proposedIn = (request: AppendReq): Proposed | undefined => {
  const message = request.getProposedMessage();
  if (message === undefined) return undefined;
  return {
    id: message.getId()?.getString() ?? '',
    type: message.getMetadataMap().get('type') ?? '',
    contentType: message.getMetadataMap().get('content-type') ?? '',
    data: message.getData_asU8(),
    metadata: message.getCustomMetadata_asU8(),
  };
};

const answerOf = (written: Exclude<Written, { kind: 'too-large' }>): AppendResp => {
  const response = new streams.AppendResp();
  if (written.kind === 'wrong-revision') {
    const wrong = new streams.AppendResp.WrongExpectedVersion();
    if (written.current === -1) wrong.setCurrentNoStream(new shared.Empty());
    else wrong.setCurrentRevision(String(written.current));
    response.setWrongExpectedVersion(wrong);
    return response;
  }
  const success = new streams.AppendResp.Success();
  if (written.kind === 'nothing') success.setNoStream(new shared.Empty());
  else {
    success.setCurrentRevision(String(written.revision));
    const position = new streams.AppendResp.Position();
    position.setCommitPosition(String(written.commit));
    position.setPreparePosition(String(written.commit));
    success.setPosition(position);
  }
  response.setSuccess(success);
  return response;
};

/** Stands in for an EventStoreDB or KurrentDB in the tests: speaks its protocol over real gRPC, keeps nothing, and fails as it is told to. It is a double: what it answers was measured on, or read from, the real server. */
export const kurrentdbDouble = async (options: KurrentdbDoubleOptions = {}) => {
  const log = options.log ?? logDouble();
  const faults = faultBox();
  const seen = { appends: 0, reads: 0, subscriptions: 0, handedOut: 0, readOut: 0, looked: 0 };
  let frozen = false;
  let searchMs = 0;
  const search = {
    windowMs: () => searchMs,
    looked: () => {
      seen.looked += 1;
    },
  };
  let leader: { readonly host: string; readonly port: number } | undefined;
  let server = new Server();
  let port = 0;
  const subscribers = new Set<ReadCall>();
  const open = new Set<ServerReadableStream<AppendReq, AppendResp>>();
  let held: (() => void)[] = [];

  const mayNot = (metadata: Metadata): boolean => {
    if (options.credentials === undefined) return false;
    return metadata.get('authorization')[0] !== `Basic ${Buffer.from(options.credentials).toString('base64')}`;
  };
  /** The error of a call that fails before anything is done. */
  const refusal = (metadata: Metadata, fault: Fault | undefined): Error | undefined => {
    if (mayNot(metadata)) return errors.accessDenied();
    if (fault === 'unavailable' || fault === 'cut-before') return errors.unavailable();
    if (fault === 'not-ready') return errors.notReady();
    if (fault === 'timeout') return errors.timeout();
    if (fault === 'leaderless') return errors.leaderless();
    if (fault === 'not-leader' || leader !== undefined) return errors.notLeader(leader?.host ?? '127.0.0.1', leader?.port ?? port);
    return undefined;
  };

  const append = (call: ServerReadableStream<AppendReq, AppendResp>, answer: sendUnaryData<AppendResp>): void => {
    seen.appends += 1;
    const fault = faults.take('append');
    const refused = refusal(call.metadata, fault);
    if (refused !== undefined) {
      answer(refused);
      return;
    }
    const requests: AppendReq[] = [];
    open.add(call);
    call.on('data', (request: AppendReq) => requests.push(request));
    const answerIt: typeof answer = (...said) => {
      if (fault === 'mute') return;
      open.delete(call);
      answer(...said);
    };
    let carriedOut = false;
    const carryOut = (): void => {
      const [head, ...rest] = requests;
      const to = head?.getOptions();
      if (carriedOut || to === undefined || fault === 'hang') return;
      carriedOut = true;
      const stream = text(to.getStreamIdentifier()?.getStreamName_asU8() ?? new Uint8Array());
      const written = log.append(
        stream,
        to.hasNoStream() ? -1 : Number(to.getRevision()),
        rest.flatMap((request) => proposedIn(request) ?? []),
      );
      if (fault === 'cut-after') answerIt(errors.unavailable());
      else if (written.kind === 'too-large') answerIt(errors.tooLarge(log.maxAppendBytes));
      else answerIt(null, answerOf(written));
    };
    call.on('end', () => (fault === 'held' ? void held.push(carryOut) : carryOut()));
    // The real server takes one that is cancelled midway, or runs out of its deadline, for one that ended there, and writes what has arrived: now and then.
    call.once('cancelled', () => {
      open.delete(call);
      if (fault !== 'held') carryOut();
    });
  };

  const read = (call: ReadCall): void => {
    const wanted = call.request.getOptions();
    if (wanted === undefined) return void call.end();
    const method: Method = wanted.hasSubscription() ? 'subscribe' : 'read';
    const fault = faults.take(method);
    const refused = refusal(call.metadata, fault);
    if (refused !== undefined) return void call.emit('error', refused);
    if (fault === 'hang') return;
    if (method === 'read') {
      seen.reads += 1;
      const handedOut = (): void => {
        seen.readOut += 1;
      };
      if (wanted.hasStream()) readStream(call, wanted, log);
      else void readAll(call, wanted, log, search, handedOut);
      return;
    }
    seen.subscriptions += 1;
    subscribers.add(call);
    call.once('cancelled', () => subscribers.delete(call));
    const handedOut = (): void => {
      seen.handedOut += 1;
    };
    void subscribeAll(call, wanted, log, { frozen: () => frozen, search, handedOut });
  };

  const gossipRead = (_: ServerUnaryCall<Empty, ClusterInfo>, answer: sendUnaryData<ClusterInfo>): void => {
    const address = new gossip.EndPoint();
    address.setAddress(leader?.host ?? '127.0.0.1');
    address.setPort(leader?.port ?? port);
    const member = new gossip.MemberInfo();
    const id = new shared.UUID();
    id.setString('00000000-0000-4000-8000-000000000001');
    member.setInstanceId(id);
    member.setState(8);
    member.setIsAlive(true);
    member.setHttpEndPoint(address);
    const info = new gossip.ClusterInfo();
    info.setMembersList([member]);
    answer(null, info);
  };

  const supported = (_: ServerUnaryCall<Empty, SupportedMethods>, answer: sendUnaryData<SupportedMethods>): void => {
    const methods = new features.SupportedMethods();
    methods.setEventStoreServerVersion(options.version ?? '23.10.8');
    answer(null, methods);
  };

  const start = async (): Promise<void> => {
    server = new Server(options.callsAtOnce === undefined ? {} : { 'grpc.max_concurrent_streams': options.callsAtOnce });
    const nothing = (): void => undefined;
    server.addService(streamServices.StreamsService, { append, read, delete: nothing, tombstone: nothing, batchAppend: nothing });
    server.addService(gossipServices.GossipService, { read: gossipRead });
    server.addService(featureServices.ServerFeaturesService, { getSupportedMethods: supported });
    const { tls } = options;
    const credentials =
      tls === undefined
        ? ServerCredentials.createInsecure()
        : ServerCredentials.createSsl(null, [{ private_key: tls.key, cert_chain: tls.certificate }]);
    port = await new Promise<number>((resolve, reject) =>
      server.bindAsync(`127.0.0.1:${port}`, credentials, (error, bound) => (error === null ? resolve(bound) : reject(error))),
    );
  };
  await start();

  return {
    log,
    faults,
    seen,
    get port() {
      return port;
    },
    get url() {
      return `esdb://127.0.0.1:${port}?tls=false`;
    },
    /** Appends that were neither answered nor cancelled. */
    openAppends: (): number => open.size,
    /** Carries out what is held. */
    letGo: (): void => {
      for (const carryOut of held) carryOut();
      held = [];
    },
    start,
    stop: async (): Promise<void> => server.forceShutdown(),
    /** Subscriptions stay open and say nothing. */
    freeze: (): void => {
      frozen = true;
    },
    thaw: (): void => {
      frozen = false;
      log.system('$thaw');
    },
    /** From now on a search takes so long for each window that it looks through, and says nothing meanwhile. */
    searchSlowly: (windowMs: number): void => {
      searchMs = windowMs;
    },
    /** Every subscription ends with an error, as when a node goes down. */
    breakSubscriptions: (): void => {
      for (const call of subscribers) call.emit('error', errors.unavailable());
      subscribers.clear();
    },
    /** Another node leads from now on; undefined: this one. */
    follow: (node: { readonly host: string; readonly port: number } | undefined): void => {
      leader = node;
    },
  };
};
export type KurrentdbDouble = Awaited<ReturnType<typeof kurrentdbDouble>>;
