import type { TestProject } from 'vitest/node';
import { buildDist } from './build-dist.ts';
import { EngineError, type Engines } from './engine-names.ts';
import { findEngines } from './find-engines.ts';
import type { Prepared } from './prepared.ts';
import { temporaryRoot } from './temporary-root.ts';

/**
 * Builds the tool and finds the engines once a run.
 * A failure is handed on, so that each test in need of the missing part fails and tells why, while the others still run;
 * where all must be present (in CI), the run ends here.
 */
export default async function setup(project: TestProject): Promise<void> {
  const [problem, engines] = await Promise.all([buildDist(), prepareEngines()]);
  const build: Prepared<true> = problem === undefined ? { value: true } : { problem };
  for (const part of [build, engines]) {
    if (!('problem' in part)) continue;
    process.stderr.write(`${part.problem}\n`);
    if (process.env['CI'] || process.env['TOCSIN_REQUIRE_ENGINES']) throw withoutStack(part.problem);
  }
  project.provide('temp', temporaryRoot());
  project.provide('engines', engines);
  project.provide('build', build);
}

async function prepareEngines(): Promise<Prepared<Engines>> {
  try {
    return { value: await findEngines() };
  } catch (error) {
    if (error instanceof EngineError) return { problem: error.message };
    throw error;
  }
}

/** An error that vitest prints as it is: where in the set-up it was thrown helps nobody. */
function withoutStack(message: string): Error {
  const error = new Error(message);
  error.stack = message;
  return error;
}
