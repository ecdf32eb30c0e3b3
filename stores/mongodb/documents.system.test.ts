import { describe } from 'vitest';
import { mongoMissing, startMongo } from '../../test/engines/mongo.ts';
import { documentsContract } from '../contract/documents.ts';
import { connectMongoDocuments } from './client.ts';

const reason = mongoMissing();

describe.skipIf(reason !== undefined)(`on mongo-java-server${reason ? ` (${reason})` : ''}`, () => {
  documentsContract(
    'MongoDB',
    async () => {
      const server = await startMongo();
      return {
        connect: () => Promise.resolve(connectMongoDocuments({ url: server.url, client: 'east' })),
        close: () => server.stop(),
      };
    },
    {
      'orders strings by their bytes':
        'mongo-java-server orders strings by UTF-16 code units, MongoDB by their bytes',
    },
  );
});
