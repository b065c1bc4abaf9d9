import type { AddressInfo } from 'node:net';
import { parentPort, workerData } from 'node:worker_threads';
import { openFaults } from './faults.ts';
import { openLedger } from './ledger.ts';
import { openReceiptSender } from './receipts.ts';
import { simulatorServer } from './server.ts';
import type { SimulatorData, SimulatorOrder } from './start-simulator.ts';

/** The providers of a trial, on a thread of their own: other people's servers must not run on our event loop. */
const { file, token, secret, port } = workerData as SimulatorData;
const ledger = openLedger(file);
const faults = openFaults();
const receipts = openReceiptSender(ledger, faults, secret);
const server = simulatorServer({ ledger, faults, receipts, token });

server.listen(port, '127.0.0.1', () => parentPort?.postMessage({ port: (server.address() as AddressInfo).port }));
server.on('error', (error) => {
  throw error;
});

parentPort?.on('message', (order: SimulatorOrder) => {
  if (order.kind === 'receiptsTo') return receipts.pointTo(order.url);
  receipts.stop();
  server.closeAllConnections();
  server.close(() => {
    ledger.close();
    parentPort?.close();
  });
});
