// What `npm start` runs: has Node keep what it compiles for the next start, in every thread, and then goes on in main.ts.
// Plain JavaScript, because even one file of TypeScript brings in what strips the types, and 16 MB with it.
import { enableCompileCache } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

// Threads look for it here.
process.env.NODE_COMPILE_CACHE ??= join(tmpdir(), 'node-compile-cache');
enableCompileCache(process.env.NODE_COMPILE_CACHE);
await import('./main.ts');
