import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { killWriters, type Experiment, type Figures } from '../../bench/kill.ts';
import { countedIn, PROVES, seedOr } from '../support/proof.ts';
import { compiledSource } from '../unit/io/compiled.ts';
import { newFolder, PROCESSES } from '../unit/io/folder.ts';
import { filesOf, HEADER } from './kill-files.mjs';

const SEED = seedOr(20_231);
const KILLS = PROVES ? 200 : 8;

let dist = '';
beforeAll(() => {
  dist = compiledSource();
});

function kill(way: Experiment['way'], kills: number): Promise<Figures> {
  return killWriters({ way, kills, dist, seed: SEED, cwd: newFolder(), child: join(import.meta.dirname, 'kill-child.mjs'), filesOf, header: HEADER, processes: PROCESSES });
}

test(`${KILLS} kills (seed ${SEED}) tear no file, pass no check on a mix, and the next run completes`, { timeout: PROVES ? 1_200_000 : 300_000 }, async () => {
  const figures = await kill('staged', KILLS);
  const { faults: _, ...counts } = figures;
  countedIn('kill -9 of the writer', counts);
  expect(figures).toMatchObject({ kills: KILLS, torn: 0, lost: 0, falsePasses: 0, notCompleted: 0, namedInterrupted: figures.mixes, faults: [] });
  // Otherwise nothing was proved; a sample is too small to meet every moment.
  expect(figures.whileStaging + figures.whileRenaming).toBeGreaterThanOrEqual(PROVES ? KILLS / 2 : 1);
  if (!PROVES) return;
  expect(figures.whileRenaming).toBeGreaterThanOrEqual(KILLS / 10);
  expect(figures.mixes).toBeGreaterThanOrEqual(KILLS / 10);
});

test('the same judge finds what a naive writer tears', { timeout: 120_000 }, async () => {
  const figures = await kill('naive', PROVES ? 50 : 3);
  const { faults: _, ...counts } = figures;
  countedIn('kill -9 of a writer without staging, the control', counts);
  expect(figures.torn + figures.mixes).toBeGreaterThan(0);
});
