export { type HttpClient, httpClient } from './http-client.ts';
export { natsServerBinary } from './nats-binary.ts';
export { publishDemoData } from './publish.ts';
