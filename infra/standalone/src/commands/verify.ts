import type { ServiceName } from '@motcua/contracts';
import { verifyChain, wholeLog } from '@motcua/es';
import { catalogueProjection, dossierStandingProjection, waitingPapersProjection } from '@motcua/intake';
import { messagesProjection } from '@motcua/notify';
import type { Projection } from '@motcua/read-models';
import { statusesFrom } from '@motcua/tracking';
import { queueProjection } from '@motcua/workflow';
import { folder, optionsOf } from '../arguments.ts';
import { compareWithFold } from '../compare-with-fold.ts';
import { mustBeStopped } from '../data-folder.ts';
import { type Engines, enginesOf } from '../engines.ts';
import { print } from '../print.ts';
import { type Logs, openLogs } from '../stored-logs.ts';

/** Differences are named up to so many; the count is always whole. */
const named = 20;

const verifyChains = async (logs: Logs): Promise<number> => {
  let faults = 0;
  for (const [service, store] of Object.entries(logs)) {
    const found = await verifyChain(wholeLog(store));
    print(
      `${service.padEnd(9)} ${found.events} events in ${found.streams} streams: ${found.faults.length === 0 ? 'every chain is whole' : `${found.faults.length} FAULTS`}`,
    );
    for (const fault of found.faults.slice(0, named)) print(`    ${JSON.stringify(fault)}`);
    faults += found.faults.length;
  }
  return faults;
};

const verifyModel = async (engines: Engines, service: ServiceName, projection: Projection<never, never>, logs: Logs): Promise<number> => {
  const models = await engines.openModels(service);
  try {
    const compared = await compareWithFold(projection, models, logs);
    if (!compared) {
      print(`${service.padEnd(9)} ${projection.name}: not filled yet`);
      return 0;
    }
    const { documents, differing, behind } = compared;
    const verdict = differing.length === 0 ? 'equal to their fold' : `${differing.length} DIFFER from their fold`;
    print(`${service.padEnd(9)} ${projection.name}: ${documents} documents, ${verdict}${behind > 0 ? `, ${behind} events behind` : ''}`);
    for (const id of differing.slice(0, named)) print(`    ${id}`);
    return differing.length;
  } finally {
    await models.close();
  }
};

const verifyModels = async (engines: Engines, logs: Logs): Promise<number> => {
  const keys = await engines.openKeys();
  const models: readonly (readonly [ServiceName, unknown])[] = [
    ['intake', catalogueProjection],
    ['intake', dossierStandingProjection],
    ['intake', waitingPapersProjection],
    ['workflow', queueProjection(keys)],
    ['notify', messagesProjection],
    ['tracking', statusesFrom(keys)],
  ];
  try {
    let differing = 0;
    for (const [service, projection] of models)
      differing += await verifyModel(engines, service, projection as Projection<never, never>, logs);
    return differing;
  } finally {
    await keys.close();
  }
};

/** `verify`, on a stopped data folder and the engines that the settings name: walks every hash chain and compares every read model with the fold of its events. Exit 1 where anything differs. */
export const verify = async (args: readonly string[]): Promise<number> => {
  const { values } = optionsOf(args, {});
  const dataDir = folder(values.data, '.motcua');
  mustBeStopped(dataDir, 'verify');
  const engines = enginesOf(dataDir, process.env);
  const { logs, close } = await openLogs(engines);
  try {
    const faults = (await verifyChains(logs)) + (await verifyModels(engines, logs));
    print(faults === 0 ? 'Everything holds.' : `${faults} differences.`);
    return faults === 0 ? 0 : 1;
  } finally {
    await close();
  }
};
