import { PROFILES, type Topology } from '../schema/topology.ts';
import { topologyFor } from '../topology.ts';
import { code, duration, table } from './markdown.ts';

/** Sections whose figures steer a running system; the others are shown as tables of their elements. */
const SECTIONS = [
  'edge',
  'data',
  'events',
  'authentication',
  'smpp',
  'applet',
  'lease',
  'health',
  'shutdown',
  'audit',
  'maintenance',
  'autoscaling',
] as const satisfies readonly (keyof Topology)[];

interface Figure {
  readonly path: string;
  readonly text: string;
  /** Row ids of the nearest element that has some, or `ours`. */
  readonly source: string;
}

function sourceOf(value: object, inherited: string): string {
  const rows: unknown = Reflect.get(value, 'rows');
  if (Array.isArray(rows)) return rows.join(', ');
  return Reflect.has(value, 'ours') ? 'ours' : inherited;
}

function text(key: string, value: number | string | boolean): string {
  if (typeof value === 'number' && key.endsWith('Ms')) return duration(value);
  if (typeof value === 'number' && key.endsWith('Seconds')) return duration(value * 1_000);
  return typeof value === 'string' ? code(value) : String(value);
}

const isLeaf = (value: unknown) =>
  typeof value === 'number' || typeof value === 'string' || typeof value === 'boolean';

function* figuresIn(value: unknown, path: string, key: string, source: string): Iterable<Figure> {
  if (typeof value === 'number' || typeof value === 'string' || typeof value === 'boolean') {
    yield { path, text: text(key, value), source };
  } else if (Array.isArray(value) && value.every(isLeaf)) {
    yield { path, text: value.map((item) => text(key, item)).join(', ') || 'none', source };
  } else if (typeof value === 'object' && value !== null) {
    const own = sourceOf(value, source);
    for (const [name, item] of Object.entries(value)) {
      if (name === 'rows' || name === 'ours' || name === 'purpose') continue;
      const [at, field] = Array.isArray(value)
        ? [`${path}[${name}]`, key]
        : [`${path}.${name}`, name];
      yield* figuresIn(item, at, field, own);
    }
  }
}

function figuresOf(topology: Topology, section: (typeof SECTIONS)[number]): Figure[] {
  return [...figuresIn(topology[section], section, section, '')];
}

/** One table a section: path, the figure in each profile, the row it comes from. */
export function figureTables(): string {
  return SECTIONS.map((section) => {
    const [document = [], ...others] = PROFILES.map((profile) =>
      figuresOf(topologyFor(profile), section),
    );
    const rows = document.map(({ path, text: figure, source }, index) => [
      code(path.slice(section.length + 1)),
      figure,
      ...others.map((figures) => {
        const other = figures[index]?.text ?? '';
        return other === figure ? 'same' : other;
      }),
      source,
    ]);
    return `### ${section}\n\n${table(['figure', ...PROFILES, 'row'], rows)}\n`;
  }).join('\n');
}
