import { join } from 'node:path';
import { inject } from 'vitest';
import { ENGINE_NAMES, ENGINES } from './engine-names.ts';
import { unwrap } from './prepared.ts';
import { ROOT } from './root.ts';
import { runProcess, type Finished, type RunOptions } from './run-process.ts';

/**
 * Runs the built command as a person would, without colours, with the engines of the tests if there are any.
 * An `env` entry of undefined removes a variable; `TOCSIN_PROMTOOL: undefined` leaves only PATH.
 */
export function runCli(args: readonly string[], options: RunOptions = {}): Promise<Finished> {
  unwrap(inject('build'));
  return runProcess(process.execPath, [join(ROOT, 'bin/tocsin.js'), ...args], {
    ...options,
    // What a person's cache holds must not decide a test.
    env: { NO_COLOR: '1', FORCE_COLOR: undefined, TOCSIN_CACHE: 'off', ...engineVariables(), ...options.env },
  });
}

function engineVariables(): Record<string, string> {
  const prepared = inject('engines');
  if ('problem' in prepared) return {};
  return Object.fromEntries(ENGINE_NAMES.map((name) => [ENGINES[name].variable, prepared.value[name]]));
}
