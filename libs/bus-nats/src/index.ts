export { accessOptions, type BusAddress, type BusSettings, busAddressOf } from './bus-address.ts';
export { inboxPrefixOf, type NatsBusOptions, natsBus } from './nats-bus.ts';
export { refuseWrongBus, WrongBus } from './refuse-wrong-bus.ts';
export { isAtLeast, oldestServer } from './server-version.ts';
export {
  neighboursTail,
  serviceTail,
  streamConfigOf,
  type TailDeclaration,
  type TailSettings,
  type TailStorage,
  type TailsConfig,
  tailMemory,
  tailSettingsOf,
} from './tails.ts';
