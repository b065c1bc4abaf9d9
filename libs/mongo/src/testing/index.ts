export { type MongoForTests, mongoForTests } from './mongo-for-tests.ts';
export { type Command, type Interception, type MongoProxy, mongoProxy } from './mongo-proxy.ts';
