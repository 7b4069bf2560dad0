import { expect, test } from 'vitest';
import { CORPUS, STRICTER } from './corpus.ts';
import { differences, verdicts } from './judge.ts';

test('promtool and Tocsin say the same of every probe', async () => {
  const all = await verdicts(CORPUS.map(([, text]) => text));
  const names = new Map(CORPUS.map(([name, text]) => [text, name]));
  expect(differences(all).map((one) => ({ name: names.get(one.text), ...one }))).toEqual([]);
  // A judge that takes everything, or nothing, would agree with a judge of the same kind.
  const good = all.filter((one) => one.promtool === undefined).length;
  expect(good).toBeGreaterThan(150);
  expect(all.length - good).toBeGreaterThan(150);
});

test('probes have names and texts of their own', () => {
  expect(new Set(CORPUS.map(([name]) => name)).size).toBe(CORPUS.length);
  expect(CORPUS.length).toBeGreaterThan(400);
});

test('Tocsin is stricter only where a reason stands', async () => {
  const all = await verdicts(STRICTER.map(([, text]) => text));
  expect(all.map(({ promtool, ours }) => [promtool, ours === undefined])).toEqual(all.map(() => [undefined, false]));
});
