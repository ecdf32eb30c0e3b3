import { Ajv2020 } from 'ajv/dist/2020.js';
import type { FastifyInstance } from 'fastify';

export interface Exchange {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly contentType: string;
  readonly body: unknown;
}

interface Operation {
  readonly parameters?: readonly { readonly in: string; readonly name: string }[];
  readonly requestBody?: { readonly content: Content };
  readonly responses: Readonly<Record<string, { readonly content?: Content }>>;
}
type Content = Readonly<Record<string, { readonly schema: object }>>;
interface OpenApi {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

/** Holds answers against the OpenAPI document that the server itself serves. */
export class Conformance {
  readonly document: OpenApi;
  /** `METHOD path status` of every documented answer that was seen. */
  readonly seen = new Set<string>();
  readonly #ajv = new Ajv2020({ strict: true, allErrors: true, formats: { 'date-time': RFC3339 } });

  private constructor(document: OpenApi) {
    this.document = document;
    this.#ajv.addVocabulary(['openapi', 'info', 'components', 'paths', 'example']);
    this.#ajv.addSchema(document, 'document');
  }

  static async of(server: FastifyInstance): Promise<Conformance> {
    const answer = await server.inject('/openapi.json');
    return new Conformance(answer.json<OpenApi>());
  }

  /** Throws when the document does not say that this answer may come, or not with this body. */
  check(exchange: Exchange): void {
    const { method, status, contentType } = exchange;
    const path = this.#pathOf(exchange.path);
    const operation = path && this.document.paths[path]?.[method.toLowerCase()];
    // 404 and 405 of what is no operation have no place in a document of operations.
    if (!operation) return;
    const media = contentType.split(';', 1)[0] ?? '';
    if (!operation.responses[status]?.content?.[media]) {
      throw new Error(`${method} ${path} may not answer ${status} as ${media}`);
    }
    const steps = ['paths', path, method.toLowerCase(), 'responses', String(status)];
    this.#validate([...steps, 'content', media, 'schema'], exchange.body);
    this.seen.add(`${method} ${path} ${status}`);
  }

  /** Whether the document admits this body. */
  admitsRequest(path: string, body: unknown): boolean {
    const steps = ['paths', path, 'post', 'requestBody', 'content', 'application/json', 'schema'];
    return this.#ajv.validate({ $ref: pointer(steps) }, body);
  }

  /** `METHOD path status` of every documented answer. */
  documented(): string[] {
    return Object.entries(this.document.paths).flatMap(([path, operations]) =>
      Object.entries(operations).flatMap(([method, { responses }]) =>
        Object.keys(responses).map((status) => `${method.toUpperCase()} ${path} ${status}`),
      ),
    );
  }

  #pathOf(url: string): string | undefined {
    const path = url.split('?', 1)[0] ?? '';
    return Object.keys(this.document.paths).find((template) =>
      new RegExp(`^${template.replace(/\{[^}]+\}/g, '[^/]+')}$`).test(path),
    );
  }

  #validate(steps: readonly string[], value: unknown): void {
    if (this.#ajv.validate({ $ref: pointer(steps) }, value)) return;
    throw new Error(`${steps.join(' ')}: ${this.#ajv.errorsText()}`);
  }
}

const RFC3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

/** RFC 6901 in a URI fragment. */
function pointer(steps: readonly string[]): string {
  const escaped = steps.map((step) => step.replaceAll('~', '~0').replaceAll('/', '~1'));
  return `document#/${escaped.map(encodeURIComponent).join('/')}`;
}
