import { documentsContract } from '../../contract/documents.ts';
import { temporaryDirectory } from '../../testing/temporary.ts';
import { connectDocuments } from './client.ts';
import { startDocumentsEngine } from './engine.ts';

// Documents stay in memory for a while or go to the tables at once: both must look the same.
for (const [name, dwellMs, memoryBytes] of [
  ['embedded, in memory', 60_000, 2 ** 26],
  ['embedded, in tables', 0, 0],
] as const) {
  documentsContract(
    name,
    async () => {
      const directory = temporaryDirectory();
      const engine = await startDocumentsEngine({ dataDir: directory.path, dwellMs, memoryBytes });
      return {
        connect: () => Promise.resolve(connectDocuments({ socketPath: engine.socketPath })),
        async close() {
          await engine.close();
          directory.remove();
        },
      };
    },
    dwellMs > 0
      ? {
          'removes what has expired, in its own time':
            'expiry is swept from the tables, which this variant keeps empty on purpose',
        }
      : {},
  );
}
