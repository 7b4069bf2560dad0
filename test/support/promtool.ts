import { engines } from './engines.ts';
import { runProcess, type Finished } from './run-process.ts';

/** Milliseconds for promtool; unit tests over days are slow. */
const LIMIT_MS = 120_000;

/** `promtool check rules`: status 0 if every file is good, 3 if only a lint with `--lint-fatal` fails. */
export function checkRules(files: readonly string[], args: readonly string[] = []): Promise<Finished> {
  return promtool(['check', 'rules', ...args], files);
}

/** `promtool check config` on a Prometheus configuration and the rule files it names. */
export function checkConfig(file: string, args: readonly string[] = []): Promise<Finished> {
  return promtool(['check', 'config', ...args], [file]);
}

/** `promtool test rules`: runs unit tests; their `rule_files` are relative to each test file. */
export function testRules(files: readonly string[], args: readonly string[] = [], timeoutMs = LIMIT_MS): Promise<Finished> {
  return promtool(['test', 'rules', ...args], files, timeoutMs);
}

function promtool(command: readonly string[], files: readonly string[], timeoutMs = LIMIT_MS): Promise<Finished> {
  if (files.length === 0) throw new Error(`promtool ${command.join(' ')} of no file would check nothing`);
  return runProcess(engines().promtool, [...command, ...files], { timeoutMs });
}
