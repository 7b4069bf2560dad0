import { appendFileSync } from 'node:fs';

/** `TOCSIN_PROVE=1` runs the tests of chance at their full size; without it they are samples. */
export const PROVES = process.env['TOCSIN_PROVE'] === '1';

/** The seed of a test of chance; `TOCSIN_SEED` chooses another one for all. */
export function seedOr(usual: number): number {
  return Number(process.env['TOCSIN_SEED'] ?? usual);
}

/** Hands what a test counted to `npm run prove`, which writes it down; does nothing in other runs. */
export function countedIn(proof: string, figures: Readonly<Record<string, number>>): void {
  const file = process.env['TOCSIN_FIGURES'];
  if (file !== undefined) appendFileSync(file, `${JSON.stringify({ proof, figures })}\n`);
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
