export { type ReadModelsContractOptions, readModelsContract } from './read-models.contract.ts';
export { storeFeeds } from './store-feeds.ts';
