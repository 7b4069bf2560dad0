import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readAlertmanagerFile } from '../src/alertmanager/base.ts';
import { plannedPlaces } from '../src/cli/given-rules.ts';
import { readModel } from '../src/compile/front.ts';
import { Sink } from '../src/diagnostics/diagnostic.ts';
import type { Source } from '../src/diagnostics/source.ts';
import type { PlacedText } from '../src/proof/kinds.ts';
import { prove } from '../src/proof/prove.ts';
import { readRules } from '../src/proof/read-rules.ts';

/** What the proof alone took of a project whose output is there, once its files are in memory. */
export interface Covered {
  readonly obligations: number;
  readonly holes: number;
  readonly mebibytes: number;
  readonly readMs: number;
  readonly proveMs: number;
  readonly peakMiB: number;
}

const [cwd = '.'] = process.argv.slice(2);

function sourcesIn(folder: string): readonly Source[] {
  return readdirSync(join(cwd, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.ya?ml$/.test(name))
    .map((name) => ({ path: join(folder, name), text: readFileSync(join(cwd, folder, name), 'utf8') }));
}

const sink = new Sink();
const model = readModel(sourcesIn('slo-specs'), { today: '2026-11-29', specsFolder: 'slo-specs', complete: true }, sink);
if (model === undefined) throw new Error('the project is not sound');
const planned = plannedPlaces(model);
const texts = sourcesIn('generated/rules');
const began = performance.now();
const { rules, kinds } = readRules(model, texts.map((one): PlacedText => ({ ...one, ...(planned.get(one.path.slice('generated/'.length)) ?? { owner: undefined, where: undefined }) })), ({ path }) => {
  throw new Error(`${path} is no rule file`);
});
const config = readAlertmanagerFile({ path: 'alertmanager.yml', text: readFileSync(join(cwd, 'generated/alertmanager/alertmanager.yml'), 'utf8') }, sink);
if (config === undefined) throw new Error('the routes are not sound');
const read = performance.now();
const { cells } = prove({ model, rules, kinds, config, from: Date.parse('2026-11-29T00:00Z') });
const proved = performance.now();
const covered: Covered = {
  obligations: cells.length,
  holes: cells.filter(({ verdict }) => verdict.kind !== 'proved').length,
  mebibytes: texts.reduce((sum, { text }) => sum + text.length, 0) / 2 ** 20,
  readMs: read - began,
  proveMs: proved - read,
  peakMiB: process.resourceUsage().maxRSS / 1024,
};
process.stdout.write(JSON.stringify(covered));
