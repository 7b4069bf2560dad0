import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { proveOutput, type ProvedOutput } from '../../src/cli/prove-output.ts';
import { makeOutput, type Output } from '../../src/compile/back.ts';
import { readModel } from '../../src/compile/front.ts';
import { inheritGroupWait } from '../../src/compile/group-wait.ts';
import { Sink } from '../../src/diagnostics/diagnostic.ts';
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

/** The small project that fixtures are laid over, with texts of its specs replaced, compiled in this process. */
export function baseProject(changes: Readonly<Record<string, readonly (readonly [string, string])[]>> = {}): Project {
  const folder = join(BASE, 'slo-specs');
  const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.ya?ml$/.test(name))
    .map((name) => ({
      path: `slo-specs/${name}`,
      text: (changes[name] ?? []).reduce((text, [from, to]) => {
        if (!text.includes(from)) throw new Error(`${name} does not hold ${from}`);
        return text.replace(from, to);
      }, readFileSync(join(folder, name), 'utf8')),
    }));
  const sink = new Sink();
  const model = readModel(sources, { today: TODAY, specsFolder: 'slo-specs', complete: true }, sink);
  const base = sources.find(({ path }) => path.endsWith('alertmanager.base.yml'));
  const ready = model === undefined ? undefined : inheritGroupWait(model, base, sink);
  const output = ready === undefined ? undefined : makeOutput(ready, base, sink);
  const proved = ready === undefined || output === undefined ? undefined : proveOutput(ready, output, TODAY);
  if (ready === undefined || output === undefined || proved === undefined) throw new Error(sink.sorted.map(({ code, message }) => `${code}: ${message}`).join('\n'));
  return { model: ready, output, proved };
}
