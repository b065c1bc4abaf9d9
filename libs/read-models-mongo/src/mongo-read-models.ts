import { answered, limits, openMongo } from '@motcua/mongo';
import type { ReadModels } from '@motcua/read-models';
import { applyInOrder, applyInTransaction } from './apply.ts';
import { askingWhile, mongoCollection } from './collection.ts';
import { fillingsIn } from './fillings.ts';

export interface MongoReadModelsOptions {
  /** `mongodb://…`; a database in it is the prefix of ours. */
  readonly url: string;
  /** Whose they are: each service has a database of its own, `<prefix>-<service>-read`. */
  readonly service: string;
  /** `false`: do without transactions even where the deployment has them. */
  readonly transactions?: false;
}

interface ActiveRow {
  readonly _id: string;
  readonly version: number;
}

/** Read models in one database of a MongoDB deployment. Throws `MongoRefused` within five seconds where it cannot be used. */
export const mongoReadModels = async ({ url, service, transactions }: MongoReadModelsOptions): Promise<ReadModels> => {
  const mongo = await openMongo({ url, what: 'read models', database: `${service}-read` });
  const fillings = fillingsIn(mongo.db);
  const active = mongo.db.collection<ActiveRow>('active');
  const apply = mongo.transactions && transactions !== false ? applyInTransaction(mongo.client, fillings) : applyInOrder(fillings);
  const asking = askingWhile(() => !mongo.closed());
  await asking(() => fillings.sweep());

  return {
    open: (declaration) => asking(async () => mongoCollection(declaration, await fillings.open(declaration), fillings, apply, asking)),
    list: () => asking(async () => (await fillings.list()).map(({ name, version }) => ({ name, version }))),
    active: (name) =>
      asking(async () => (await answered((signal) => active.findOne({ _id: name }, { ...limits.lookUp, signal })))?.version),
    activate: (name, version) =>
      asking(async () => {
        await active.updateOne({ _id: name }, { $set: { version } }, { upsert: true, ...limits.write });
      }),
    drop: (name, version) =>
      asking(async () => {
        await active.deleteOne({ _id: name, version }, limits.write);
        await fillings.drop(name, version);
      }),
    close: async () => {
      if (!mongo.closed()) await mongo.close();
    },
  };
};
