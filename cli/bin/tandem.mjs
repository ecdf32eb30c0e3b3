#!/usr/bin/env node
import { bundleIfStale, bundlePath } from '../../tools/bundle.mjs';

await bundleIfStale();
await import(bundlePath);
