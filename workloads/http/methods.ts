import type { FastifyInstance } from 'fastify';

/** Remembers every route of a server, to tell 405 (with Allow) from 404. */
export class RouteMethods {
  readonly #patterns = new Map<string, { readonly path: RegExp; readonly methods: Set<string> }>();

  constructor(server: FastifyInstance) {
    server.addHook('onRoute', ({ url, method }) => {
      const known = this.#patterns.get(url) ?? { path: patternOf(url), methods: new Set() };
      for (const each of [method].flat()) known.methods.add(each);
      this.#patterns.set(url, known);
    });
  }

  /** The methods that the path answers, in order; empty when it is no path of this server. */
  allowed(url: string): string[] {
    const path = url.split('?', 1)[0] ?? '';
    const methods = new Set<string>();
    for (const pattern of this.#patterns.values()) {
      if (!pattern.path.test(path)) continue;
      for (const method of pattern.methods) methods.add(method);
    }
    return [...methods].sort();
  }
}

function patternOf(url: string): RegExp {
  const source = url
    .split('/')
    .map((part) => {
      if (part.startsWith(':')) return '[^/]+';
      return part === '*' ? '.*' : part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
    })
    .join('/');
  return new RegExp(`^${source}$`);
}
