import { inject } from 'vitest';
import type { Engines } from './engine-names.ts';
import { unwrap } from './prepared.ts';

export type { EngineName, Engines } from './engine-names.ts';

/**
 * Absolute paths of the real engines, found or fetched before the first test.
 * @throws if they cannot be had: a test that needs a judge then fails, and is never skipped
 */
export function engines(): Engines {
  return unwrap(inject('engines'));
}
