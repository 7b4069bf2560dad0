import { engines } from './engines.ts';
import { runProcess, type Finished } from './run-process.ts';

/** `amtool check-config` on an Alertmanager configuration and the templates it names: status 0 if they are good. */
export function checkConfig(file: string): Promise<Finished> {
  return amtool(['check-config', file]);
}

/** Where a configuration sends an alert. */
export interface RouteVerdict extends Finished {
  /** Names of the receivers, in the order of the routes; split at commas, so of no use for names that hold one. */
  readonly receivers: readonly string[];
}

/** `amtool config routes test`: the receivers of an alert with these labels. */
export async function routesTest(file: string, labels: Readonly<Record<string, string>>): Promise<RouteVerdict> {
  const matchers = Object.entries(labels).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  const finished = await amtool(['config', 'routes', 'test', `--config.file=${file}`, ...matchers]);
  return { ...finished, receivers: finished.status === 0 ? finished.stdout.trim().split(',') : [] };
}

function amtool(args: readonly string[]): Promise<Finished> {
  // amtool reads options from the home folder; the tests must not.
  return runProcess(engines().amtool, args, { env: { HOME: '/nonexistent', XDG_CONFIG_HOME: undefined } });
}
