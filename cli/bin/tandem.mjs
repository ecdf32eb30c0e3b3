#!/usr/bin/env node
import { bundleIfStale, bundlePath } from '../../tools/bundle.mjs';

await bundleIfStale();
// Child processes are forked from argv[1]: let them start from the bundle at once.
process.argv[1] = bundlePath;
await import(bundlePath);
