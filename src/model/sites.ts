import type { Instance } from './model.ts';

/** The sites on which any of some instances runs, each once, sorted. */
export function sitesOf(instances: readonly Pick<Instance, 'sites'>[]): readonly string[] {
  return [...new Set(instances.flatMap(({ sites }) => sites))].sort();
}
