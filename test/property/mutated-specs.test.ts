import { expect, test } from 'vitest';
import { mutateAndCompile } from '../../bench/mutations.ts';
import { countedIn, PROVES, seedOr } from '../support/proof.ts';

const SEED = seedOr(20_261);
const COUNT = PROVES ? 100_000 : 300;

test(`${COUNT} mutated projects (seed ${SEED}) end in output or in problems that a person can read`, { timeout: PROVES ? 7_200_000 : 300_000 }, () => {
  const figures = mutateAndCompile(COUNT, SEED);
  const { codes, failures, ...counts } = figures;
  countedIn('mutated specs', { ...counts, codes: Object.keys(codes).length });
  expect(failures).toEqual([]);
  expect(figures).toMatchObject({ count: COUNT, crashes: 0, hangs: 0, unreadable: 0 });
  // Otherwise nothing was proved: mutations that only break the text would never come to the later stages.
  expect(figures.sound).toBeGreaterThan(COUNT / 50);
  expect(figures.refused).toBeGreaterThan(COUNT / 4);
  expect(Object.keys(codes).length).toBeGreaterThan(PROVES ? 60 : 25);
});
