import { appendFileSync } from 'node:fs';
import { relative } from 'node:path';
import { expect } from 'vitest';
import { ROOT } from './root.ts';

/** `TOCSIN_PROVE=1` runs the tests of chance at their full size; without it they are samples. */
export const PROVES = process.env['TOCSIN_PROVE'] === '1';

/** The seed of a test of chance; `TOCSIN_SEED` chooses another one for all. */
export function seedOr(usual: number): number {
  return Number(process.env['TOCSIN_SEED'] ?? usual);
}

/** Hands what a test counted to `npm run prove`, which writes it down if all of its file passes; does nothing in other runs. */
export function countedIn(proof: string, figures: Readonly<Record<string, number>>): void {
  const told = process.env['TOCSIN_FIGURES'];
  if (told !== undefined) appendFileSync(told, `${JSON.stringify({ proof, file: relative(ROOT, expect.getState().testPath ?? ''), figures })}\n`);
}

/** All cases where everything is proved, else so many of them, chosen by the seed of the run. */
export function sampled<T>(cases: readonly T[], most: number): readonly T[] {
  if (PROVES) return cases;
  // Chosen one by one from what is left, so that every case is as likely as another.
  const left = [...cases];
  const chosen = new Set<T>();
  for (let state = seedOr(1); chosen.size < most && left.length > 0; ) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    const [one] = left.splice((state >>> 8) % left.length, 1);
    if (one !== undefined) chosen.add(one);
  }
  return cases.filter((one) => chosen.has(one));
}
