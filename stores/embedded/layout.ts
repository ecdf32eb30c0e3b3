import { join } from 'node:path';
import { socketPathFor } from './wire/socket-path.ts';

/** Where one embedded engine keeps its files and listens. */
export interface EnginePlace {
  readonly dataDir: string;
  readonly socketPath: string;
}

/** The places of the engines of one local system: one for documents, one for each region. */
export function embeddedLayout(dataDir: string): {
  readonly documents: EnginePlace;
  region(name: string): EnginePlace;
} {
  const place = (folder: string, name: string): EnginePlace => {
    const own = join(dataDir, folder);
    return { dataDir: own, socketPath: socketPathFor(own, name) };
  };
  return {
    documents: place('documents', 'documents'),
    region: (name) => place(name, 'region'),
  };
}
