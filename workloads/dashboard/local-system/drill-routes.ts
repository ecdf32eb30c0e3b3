import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { Value } from 'typebox/value';
import { principalOf } from '../access/principal.ts';
import type { Actions } from '../audit/actions.ts';
import { REPORT_POLICY } from '../pages/headers.ts';
import {
  type DrillName,
  DrillNameSchema,
  DrillsSchema,
  type StartDrill,
  StartDrillSchema,
} from '../schemas.ts';
import type { LocalControls } from './controls.ts';
import { DrillReports } from './drills.ts';

export interface DrillRoutesOptions {
  readonly controls: LocalControls;
  readonly actions: Actions;
  /** Directory of the reports; absent: there are none. */
  readonly reportsDir: string | undefined;
}

const KnownSchema = Type.Pick(DrillsSchema, ['catalogue', 'running']);
const viewer = { role: 'viewer' } as const;

/** Reports of drills, what can be drilled, and beginning one on a system of its own. */
export function drillRoutes(server: FastifyInstance, options: DrillRoutesOptions): void {
  const { controls, actions, reportsDir } = options;
  const reports = new DrillReports(reportsDir ?? '');

  server.get(
    '/drills',
    { config: viewer, schema: { hide: true, response: { 200: DrillsSchema } } },
    async () => {
      const known = await controls.ask('supervisor', '/drills').catch(() => undefined);
      const nothing = { catalogue: [], running: null };
      return {
        reports: reportsDir === undefined ? [] : await reports.list(),
        ...(Value.Check(KnownSchema, known) ? known : nothing),
      };
    },
  );
  server.get<{ Params: DrillName }>(
    '/drills/:name',
    { config: viewer, schema: { hide: true, params: DrillNameSchema } },
    ({ params: { name } }) => reports.result(name),
  );
  server.get<{ Params: DrillName }>(
    '/drills/:name/report',
    { config: viewer, schema: { hide: true, params: DrillNameSchema } },
    async ({ params: { name } }, reply) => {
      const page = await reports.page(name);
      return reply
        .headers({ 'content-security-policy': REPORT_POLICY, 'x-frame-options': 'SAMEORIGIN' })
        .type('text/html; charset=utf-8')
        .send(page);
    },
  );
  server.post<{ Body: StartDrill }>(
    '/drills',
    { config: { role: 'operator', action: true }, schema: { hide: true, body: StartDrillSchema } },
    async (request, reply) => {
      const { reason, ...drill } = request.body;
      const asked = { action: 'drill', target: drill.name, reason };
      const started = await actions.perform(principalOf(request), asked, () =>
        controls.ask('supervisor', '/drills', { method: 'POST', body: drill }),
      );
      return reply.code(202).send(started);
    },
  );
}
