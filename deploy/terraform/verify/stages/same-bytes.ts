import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { terraformTree } from '../../synthesize.ts';
import { judged, type Stage } from '../stage.ts';

/** Two syntheses and what is on the disk are the same, byte for byte. */
export const sameBytes: Stage = {
  number: 2,
  name: 'synthesis is repeatable',
  async run({ topology, outDir }) {
    const first = terraformTree(topology);
    const second = terraformTree(topology);
    const findings = [...first].flatMap(([path, content]) => {
      if (second.get(path) !== content) return [`${path} differs between two syntheses`];
      const file = join(outDir, path);
      if (!existsSync(file)) return [`${path} is missing: run tandem synth again`];
      return readFileSync(file, 'utf8') === content
        ? []
        : [`${path} is not what the topology gives: run tandem synth again`];
    });
    return judged(findings, `${first.size} files, twice`);
  },
};
