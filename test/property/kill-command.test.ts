import { join } from 'node:path';
import { expect, inject, test } from 'vitest';
import { killCommand } from '../../bench/kill-command.ts';
import { unwrap } from '../support/prepared.ts';
import { countedIn, PROVES, seedOr } from '../support/proof.ts';
import { ROOT } from '../support/root.ts';
import { tempDir } from '../support/temp.ts';

const SEED = seedOr(20_233);
const KILLS = PROVES ? 200 : 3;
const WHILE_WRITING = PROVES ? 100 : 1;

test(`${KILLS} kills or more of \`tocsin generate\` (seed ${SEED}) tear no file, pass no check, and the next run completes`, { timeout: PROVES ? 3_600_000 : 300_000 }, async () => {
  unwrap(inject('build'));
  const figures = await killCommand({ kills: KILLS, whileWriting: WHILE_WRITING, seed: SEED, command: join(ROOT, 'bin/tocsin.js'), cwd: tempDir(), objectives: PROVES ? 200 : 60 });
  const { faults, ...counts } = figures;
  countedIn('kill -9 of the command', counts);
  expect(faults).toEqual([]);
  expect(counts).toMatchObject({ torn: 0, falsePasses: 0, notCompleted: 0 });
  // Otherwise nothing was proved.
  expect(counts.kills).toBeGreaterThanOrEqual(KILLS);
  expect(counts.whileWriting).toBeGreaterThanOrEqual(WHILE_WRITING);
});
