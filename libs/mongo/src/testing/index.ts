export { type MongoForTests, mongoForTests } from './mongo-for-tests.ts';
export { type Command, hangingMongo, type Interception, type MongoProxy, mongoProxy } from './mongo-proxy.ts';
