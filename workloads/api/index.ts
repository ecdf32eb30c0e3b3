import type { WorkloadFactory } from '@tandem/runtime';
import { Api } from './api.ts';

export { Api, type ApiOptions } from './api.ts';

export const createApi: WorkloadFactory = (context) => new Api(context);
