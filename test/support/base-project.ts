import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { proveOutput, type ProvedOutput } from '../../src/cli/prove-output.ts';
import { makeOutput, type Output } from '../../src/compile/back.ts';
import { readModel } from '../../src/compile/front.ts';
import { inheritGroupWait } from '../../src/compile/group-wait.ts';
import { Sink } from '../../src/diagnostics/diagnostic.ts';
import type { Source } from '../../src/diagnostics/source.ts';
import type { Model } from '../../src/model/model.ts';
import { BASE } from '../invalid/fixture.ts';

/** Day from which the tests of proofs look for muted hours. */
export const TODAY = '2026-11-23';

/** A project, what is generated from it, and what was proved of that. */
export interface Project {
  readonly model: Model;
  readonly output: Output;
  readonly proved: ProvedOutput;
}

/** Texts of specs to replace, by file. */
export type SpecChanges = Readonly<Record<string, readonly (readonly [string, string])[]>>;

/** The small project that fixtures are laid over, with texts of its specs replaced, compiled in this process. */
export function baseProject(changes: SpecChanges = {}): Project {
  const { model, base, sink } = read(changes);
  const output = makeOutput(model, base, sink);
  const proved = output === undefined ? undefined : proveOutput(model, output, TODAY);
  if (output === undefined || proved === undefined) throw new Error(told(sink));
  return { model, output, proved };
}

/** Its model alone, which costs no proof. */
export function baseModel(changes: SpecChanges = {}): Model {
  return read(changes).model;
}

function read(changes: SpecChanges): { readonly model: Model; readonly base: Source | undefined; readonly sink: Sink } {
  const folder = join(BASE, 'slo-specs');
  const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.ya?ml$/.test(name))
    .map((name) => ({ path: `slo-specs/${name}`, text: changed(readFileSync(join(folder, name), 'utf8'), changes[name] ?? []) }));
  const sink = new Sink();
  const model = readModel(sources, { today: TODAY, specsFolder: 'slo-specs', complete: true }, sink);
  const base = sources.find(({ path }) => path.endsWith('alertmanager.base.yml'));
  if (model === undefined) throw new Error(told(sink));
  return { model: inheritGroupWait(model, base, sink), base, sink };
}

function changed(text: string, replacements: readonly (readonly [string, string])[]): string {
  return replacements.reduce((before, [from, to]) => {
    if (!before.includes(from)) throw new Error(`no spec holds ${from}`);
    return before.replace(from, to);
  }, text);
}

function told(sink: Sink): string {
  return sink.sorted.map(({ code, message }) => `${code}: ${message}`).join('\n');
}
