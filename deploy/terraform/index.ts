export { INVENTORY, type Tree, writeTree } from './framework/write.ts';
export { synthesize, terraformTree } from './synthesize.ts';
