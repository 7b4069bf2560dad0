import type { CouldNotRun } from '../io/edge.ts';
import { findEngine, type FoundEngine } from './find-engine.ts';

/** A promtool that answers, and which it is. */
export interface Promtool extends FoundEngine {
  readonly kind: 'promtool';
  /** The variables that it runs with; those of this process unless given. */
  readonly environment?: Environment;
}

/** A Prometheus that answers, and which it is. */
export interface Prometheus extends FoundEngine {
  readonly kind: 'prometheus';
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Go collects garbage half as often as usual: tests of days are sooner done, for a few MiB more. */
const GARBAGE = '200';

/** Finds promtool by `TOCSIN_PROMTOOL`, else on PATH. */
export async function findPromtool(environment: Environment, cwd: string, signal?: AbortSignal): Promise<Promtool | CouldNotRun> {
  const found = await findEngine({ command: 'promtool', variable: 'TOCSIN_PROMTOOL', none: 'drills are run by promtool, and there is none', purpose: 'run drills' }, environment, cwd, signal);
  return 'kind' in found ? found : { kind: 'promtool', ...found, environment: { GOGC: GARBAGE, ...environment } };
}

/** Finds Prometheus by `TOCSIN_PROMETHEUS`, else on PATH. */
export async function findPrometheus(environment: Environment, cwd: string, signal?: AbortSignal): Promise<Prometheus | CouldNotRun> {
  const found = await findEngine({ command: 'prometheus', variable: 'TOCSIN_PROMETHEUS', none: 'drills with `--engine prometheus` are run by Prometheus, and there is none', purpose: 'run drills' }, environment, cwd, signal);
  return 'kind' in found ? found : { kind: 'prometheus', ...found };
}
