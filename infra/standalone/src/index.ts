export { type HttpClient, httpClient } from './http-client.ts';
export { moveStore } from './migrate/move-store.ts';
export { kurrentdbPlaces, type Place, sqlitePlace } from './migrate/places.ts';
export { natsServerBinary } from './nats-binary.ts';
export { publishDemoData } from './publish.ts';
