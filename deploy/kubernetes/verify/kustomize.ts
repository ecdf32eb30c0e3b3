import { execFile } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { judged, type KubernetesStage, type Outcome } from './stage.ts';
import { writtenObjects } from './written.ts';

interface Ran {
  /** Undefined when the program is not there. */
  readonly status: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

const MAX_BYTES = 64 * 1_024 * 1_024;

function build(directory: string): Promise<Ran> {
  return new Promise((settle) => {
    const options = { timeout: 60_000, maxBuffer: MAX_BYTES };
    execFile('kubectl', ['kustomize', directory], options, (error, stdout, stderr) => {
      if (!error) return settle({ status: 0, stdout, stderr });
      const missing = error.code === 'ENOENT';
      const status = typeof error.code === 'number' ? error.code : 1;
      settle({ status: missing ? undefined : status, stdout, stderr: stderr || error.message });
    });
  });
}

/** As Argo CD builds each directory: every file is named, every object is there once. */
export const kustomize: KubernetesStage = {
  number: 11,
  name: 'kubectl kustomize of every directory',
  async run(subject): Promise<Outcome> {
    const root = join(subject.outDir, 'kubernetes');
    const wanted = writtenObjects(subject);
    const directories = readdirSync(root, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .flatMap(({ name }) => readdirSync(join(root, name)).map((group) => `${name}/${group}`))
      .filter((path) => existsSync(join(root, path, 'kustomization.yaml')))
      .sort();
    const findings: string[] = [];
    for (const path of directories) {
      const { status, stdout, stderr } = await build(join(root, path));
      if (status === undefined) {
        return { verdict: 'not run', reason: 'kubectl is not installed (dl.k8s.io)' };
      }
      const built = parseAllDocuments(stdout).length;
      const written = wanted.filter(({ region, group }) => `${region}/${group}` === path).length;
      if (status !== 0) findings.push(`${path}: ${stderr.trim()}`);
      else if (built !== written)
        findings.push(`${path}: ${built} objects of ${written} are built`);
    }
    return judged(findings, `${directories.length} directories`);
  },
};
