export { type MongoReadModelsOptions, mongoReadModels } from './mongo-read-models.ts';
