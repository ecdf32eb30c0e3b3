export { INVENTORY, type Tree, writeTree } from './framework/write.ts';
export { synthesize, terraformTree } from './synthesize.ts';
export type { Stage, StageResult } from './verify/stage.ts';
export { STAGES, type VerifyOptions, verify } from './verify/verify.ts';
