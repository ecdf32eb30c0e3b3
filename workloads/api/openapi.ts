import swagger, { type FastifyDynamicSwaggerOptions } from '@fastify/swagger';
import type { Topology } from '@tandem/topology';
import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { documentOperation } from './operations.ts';
import {
  AcceptanceSchema,
  ApprovalSchema,
  approvalRequestSchema,
  HealthSchema,
  ProblemSchema,
  TokenErrorSchema,
  TokenSchema,
} from './schemas.ts';

const SIGNED_HEADERS = Type.Object({
  'X-Customer-Id': Type.String({ description: 'The customer that the token was issued to.' }),
  'X-Timestamp': Type.String({
    pattern: '^[0-9]{1,12}$',
    description: 'Unix seconds, within 300 s of the server time.',
  }),
  'X-Signature': Type.String({
    pattern: '^v1=[0-9a-f]{64}$',
    description:
      'v1= and the lower-case hex HMAC-SHA256 under your secret of: timestamp "." METHOD "." path with query "." body.',
  }),
});

/** Before any route is registered: holds the shared schemas and follows the routes. */
export async function describeApi(server: FastifyInstance, topology: Topology): Promise<void> {
  const schemas = [
    approvalRequestSchema(topology.authentication),
    AcceptanceSchema,
    ApprovalSchema,
    HealthSchema,
    ProblemSchema,
    TokenSchema,
    TokenErrorSchema,
  ];
  for (const schema of schemas) server.addSchema(schema);
  await server.register(swagger, DOCUMENT);
}

/** GET /openapi.json: made once, when first asked for. */
export function documentRoute(server: FastifyInstance): void {
  let text: string | undefined;
  server.get('/openapi.json', { schema: documentOperation }, (_request, reply) => {
    text ??= JSON.stringify(server.swagger());
    return reply.type('application/json').send(text);
  });
}

const DOCUMENT: FastifyDynamicSwaggerOptions = {
  mode: 'dynamic',
  hideUntagged: true,
  convertConstToEnum: false,
  refResolver: {
    buildLocalReference: (schema, _baseUri, _fragment, index) =>
      typeof schema.$id === 'string' ? schema.$id : `schema-${index}`,
  },
  transform: ({ schema, url, route }) => ({
    url,
    schema: route.config?.signed ? { ...schema, headers: SIGNED_HEADERS } : schema,
  }),
  openapi: {
    openapi: '3.1.0',
    info: {
      title: 'Tandem',
      version: '1',
      description:
        'SIM-based authentication. A bank asks for an approval; the outcome comes to its callback URL.',
    },
    components: {
      securitySchemes: {
        customer: {
          type: 'oauth2',
          flows: { clientCredentials: { tokenUrl: '/oauth2/token', scopes: {} } },
        },
        client: { type: 'http', scheme: 'basic' },
      },
    },
  },
};
