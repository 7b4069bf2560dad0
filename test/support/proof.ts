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
