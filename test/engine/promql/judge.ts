import { expect } from 'vitest';
import { checkExpr } from '../../../src/promql/check.ts';
import { parseExpr } from '../../../src/promql/parse.ts';
import * as promtool from '../../support/promtool.ts';
import { tempDir, writeFiles } from '../../support/temp.ts';

/** The version of Debian's promtool, which judges here. */
const VERSION = { major: 2, minor: 42 };

/** Files a call: their paths must fit into one command line. */
const BATCH = 2000;

/** What promtool and Tocsin each say of an expression; `undefined` means that it is good. */
export interface Verdicts {
  readonly text: string;
  readonly promtool: string | undefined;
  readonly ours: string | undefined;
}

export async function verdicts(texts: readonly string[]): Promise<readonly Verdicts[]> {
  const theirs: (string | undefined)[] = [];
  for (let at = 0; at < texts.length; at += BATCH) theirs.push(...(await promtoolFaults(texts.slice(at, at + BATCH))));
  return texts.map((text, at) => ({ text, promtool: theirs[at], ours: ourFault(text) }));
}

/** Those that one side takes and the other does not. */
export function differences(all: readonly Verdicts[]): readonly Verdicts[] {
  return all.filter(({ promtool: theirs, ours }) => (theirs === undefined) !== (ours === undefined));
}

function ourFault(text: string): string | undefined {
  const { expr, errors } = parseExpr(text);
  const found = expr === undefined ? errors : checkExpr(expr, { version: VERSION });
  return found[0]?.message;
}

async function promtoolFaults(texts: readonly string[]): Promise<readonly (string | undefined)[]> {
  const dir = tempDir();
  writeFiles(dir, Object.fromEntries(texts.map((text, at) => [`${at}.yml`, ruleFile(text)])));
  const { stdout, stderr } = await promtool.checkRules(texts.map((_, at) => `${dir}/${at}.yml`));
  const good = new Set(Array.from(stdout.matchAll(/\/(\d+)\.yml\n {2}SUCCESS/g), ([, at]) => Number(at)));
  // Go's own words, for the report of a difference; a file that is neither good nor bad was not judged.
  const bad = new Map(Array.from(stderr.matchAll(/\/(\d+)\.yml: (.*)/g), ([, at, message]) => [Number(at), String(message)]));
  expect(good.size + bad.size, stderr.slice(0, 2000)).toBe(texts.length);
  return texts.map((_, at) => (good.has(at) ? undefined : bad.get(at)));
}

/** One rule, in ASCII, since YAML refuses some characters that PromQL takes. */
function ruleFile(text: string): string {
  const ascii = Array.from(text, (one) => (/[ !#-[\]-~]/.test(one) ? one : `\\U${(one.codePointAt(0) ?? 0).toString(16).padStart(8, '0')}`));
  return `groups: [{ name: g, rules: [{ record: r, expr: "${ascii.join('')}" }] }]\n`;
}
