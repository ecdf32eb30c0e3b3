// The program that the kill tests start: one engine, or a writer that tells what was acknowledged.
import { connectDocuments } from '../embedded/documents/client.ts';
import { startDocumentsEngine } from '../embedded/documents/engine.ts';
import { startRegionEngine } from '../embedded/region-engine.ts';
import { LEDGER, sealed } from './kill-workload.ts';

const [role = '', argument = '{}'] = process.argv.slice(2);
process.once('disconnect', () => process.exit(0));

if (role === 'documents') {
  await startDocumentsEngine(JSON.parse(argument));
  process.send?.('ready');
} else if (role === 'region') {
  await startRegionEngine(JSON.parse(argument));
  process.send?.('ready');
} else {
  const { socketPath, writer } = JSON.parse(argument);
  const ledger = connectDocuments({ socketPath }).collection(LEDGER);
  for (let number = 0; ; number += 10) {
    const batch = Array.from({ length: 10 }, (_, at) => sealed(writer, number + at));
    await Promise.all(batch.map((document) => ledger.insert(document)));
    for (const { _id } of batch) process.send?.(_id);
  }
}
