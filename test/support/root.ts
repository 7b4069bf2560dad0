import { resolve } from 'node:path';

/** The checkout's root, an absolute path. */
export const ROOT = resolve(import.meta.dirname, '../..');
