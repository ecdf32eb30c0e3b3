import { request } from 'undici';
import type { Endpoint } from './endpoints.ts';

/** Somebody waits for the whole status, and the edge is on this machine. */
const PATIENCE_MS = 1_000;

/** What the edge says of itself; `{unreachable: why}` while it does not answer. */
export async function edgeView({ url, token }: Endpoint): Promise<object> {
  try {
    const { statusCode, body } = await request(`${url}/status`, {
      headers: { authorization: `Bearer ${token}` },
      headersTimeout: PATIENCE_MS,
      bodyTimeout: PATIENCE_MS,
      reset: true,
    });
    const view: unknown = await body.json();
    if (statusCode === 200 && typeof view === 'object' && view !== null) return view;
    return { unreachable: `HTTP ${statusCode}` };
  } catch (error) {
    return { unreachable: error instanceof Error ? error.message : String(error) };
  }
}
