import { spawnSync } from 'node:child_process';
import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { load } from 'js-yaml';
import { ROOT, TOCSIN } from './run.ts';

/** A rule as it stands in a file. */
export interface Rule {
  readonly record?: string;
  readonly alert?: string;
  readonly expr: string;
  readonly labels?: Readonly<Record<string, string>>;
}

/** A group, with the seconds between its evaluations. */
export interface Group {
  readonly interval: number;
  readonly rules: readonly Rule[];
}

/** The groups that the command generates for eventgate-main, as shipped, for a Prometheus that sees both sites. */
export function generatedGroups(cwd: string, interval: number): readonly Group[] {
  return generatedRules(cwd, interval).groups;
}

/** The same, and what the summary says they read an hour: samples of recorded series. */
export function generatedRules(cwd: string, interval: number): { readonly groups: readonly Group[]; readonly saidSamplesPerHour: number } {
  cpSync(join(ROOT, 'slo-specs'), join(cwd, 'slo-specs'), { recursive: true });
  const file = join(cwd, 'slo-specs', 'tocsin.yaml');
  const project = readFileSync(file, 'utf8');
  const changed = project.replace('scope: site', 'scope: global').replace('scrapeInterval: 60s', `scrapeInterval: ${interval}s`).replace('evaluationInterval: 60s', `evaluationInterval: ${interval}s`);
  if (changed.split(`${interval}s`).length !== 3 || !changed.includes('scope: global')) throw new Error('the shipped settings are not written as they were');
  writeFileSync(file, changed);
  const { status, stdout, stderr } = spawnSync(process.execPath, [TOCSIN, 'generate'], { cwd, encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  // Beside the rules stand their tests, under the same names.
  const out = join(cwd, 'generated', 'rules');
  const paths = readdirSync(out, { recursive: true, encoding: 'utf8' }).filter((path) => /\/eventgate-main_[^/]*\.yaml$/.test(path));
  const groups = paths.flatMap((path) => (load(readFileSync(join(out, path), 'utf8')) as { readonly groups: readonly { readonly interval: string; readonly rules: readonly Rule[] }[] }).groups);
  if (groups.length === 0) throw new Error('no rules of eventgate-main were generated');
  // A line for each site: objectives, alerts, receivers, rules, series, samples of recorded series, and those of each raw one.
  const said = [...stdout.matchAll(/^eventgate-main +.* ([\d,]+) +[\d,]+$/gm)].map(([, samples = '']) => Number(samples.replaceAll(',', '')));
  if (said.length !== 2) throw new Error(`the summary has no line for each site of eventgate-main:\n${stdout}`);
  return { groups: groups.map(({ interval: text, rules }) => ({ interval: seconds(text), rules })), saidSamplesPerHour: said.reduce((sum, one) => sum + one, 0) };
}

function seconds(text: string): number {
  return [...text.matchAll(/(\d+)([hms])/g)].reduce((sum, [, count, unit]) => sum + Number(count) * (unit === 'h' ? 3600 : unit === 'm' ? 60 : 1), 0);
}
