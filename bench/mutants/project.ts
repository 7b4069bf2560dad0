import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readAlertmanagerFile } from '../../src/alertmanager/base.ts';
import type { AlertmanagerConfig } from '../../src/alertmanager/config.ts';
import { placed } from '../../src/cli/given-rules.ts';
import { ALERTMANAGER_FILE, makeOutput, type Output } from '../../src/compile/back.ts';
import { readModel } from '../../src/compile/front.ts';
import { Sink } from '../../src/diagnostics/diagnostic.ts';
import { readRuleFile } from '../../src/drift/rule-file.ts';
import type { Model } from '../../src/model/model.ts';
import { obligationText } from '../../src/obligations/obligation.ts';
import { ALL_SITES, type GivenRules } from '../../src/proof/ground.ts';
import { prove } from '../../src/proof/prove.ts';
import { Memory } from '../../src/proof/rehearsal.ts';
import type { Cell } from '../../src/proof/verdict.ts';
import { decodeSource } from '../../src/source/decode.ts';
import type { RuleFileText, Surroundings } from './fault.ts';

export const SPECS = 'slo-specs';
/** The day of all proofs; milliseconds since 1970. */
export const FROM = Date.parse('2026-11-23T00:00Z');

/** A project that faults are put into, with everything that is known of it without them. */
export interface Project {
  readonly name: string;
  readonly model: Model;
  readonly specs: ReadonlyMap<string, string>;
  readonly files: readonly RuleFileText[];
  readonly given: readonly GivenRules[];
  readonly routes: string;
  readonly config: AlertmanagerConfig;
  readonly around: Surroundings;
  readonly memory: Memory;
}

/** What texts of specs are compiled to, and what was said of them. */
export interface Compiled {
  readonly sink: Sink;
  readonly model: Model | undefined;
  readonly output: Output | undefined;
}

/** The compiler without its edge. */
export function compiled(specs: ReadonlyMap<string, string>): Compiled {
  const sink = new Sink();
  const sources = [...specs].flatMap(([path, text]) => decodeSource(path, new TextEncoder().encode(text), sink) ?? []);
  const model = readModel(sources, { today: '2026-11-23', specsFolder: SPECS, complete: true }, sink);
  const base = sources.find(({ path }) => path === `${SPECS}/${model?.routing?.base ?? ''}`);
  return { sink, model, output: model === undefined || sink.hasErrors ? undefined : makeOutput(model, base, sink) };
}

/** Reads the spec files of a folder of the repository; a change makes other specs of them. */
export function specsIn(root: string, folder: string, change: (path: string, text: string) => string = (_, text) => text): ReadonlyMap<string, string> {
  const names = readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).filter((name) => /\.ya?ml$/.test(name)).sort();
  return new Map(names.map((name) => [`${SPECS}/${name.replaceAll('\\', '/')}`, change(name, readFileSync(join(root, folder, name), 'utf8'))]));
}

/** Compiles specs that are sound; throws where they are not. */
export function projectOf(name: string, specs: ReadonlyMap<string, string>): Project {
  const { sink, model, output } = compiled(specs);
  if (model === undefined || output === undefined || sink.hasErrors) throw new Error(`${name} is not sound: ${sink.sorted.map(({ message }) => message).join('; ')}`);
  const texts = new Map(output.files.map(({ path, text }) => [path, text]));
  const routes = texts.get(ALERTMANAGER_FILE) ?? '';
  const config = readAlertmanagerFile({ path: ALERTMANAGER_FILE, text: routes }, new Sink());
  if (config === undefined) throw new Error(`${name} has no routes`);
  const places = output.rules.map((facts) => ({ path: facts.path, text: texts.get(facts.path) ?? '', ...placed(facts, model) }));
  const files = places.map(({ path, text, where }): RuleFileText => ({ path, text, site: where === ALL_SITES ? undefined : where }));
  const given = places.flatMap(({ path, text, owner, where }): readonly GivenRules[] => [{ path, groups: readRuleFile(text) ?? [], owner, where }]);
  const around = {
    sites: [...new Set(model.instances.flatMap(({ sites }) => sites))].sort(),
    witnessed: new Set(model.instances.flatMap((one) => (one.witnesses.length > 0 ? [one.name] : []))),
    watched: new Set(model.instances.flatMap((one) => (one.traffic !== undefined && (model.settings.allSites || model.settings.scope === 'global') ? [one.name] : []))),
  };
  return { name, model, specs, files, given, routes, config, around, memory: new Memory() };
}

/** The projects that faults are put into: the shipped one as it is and for one Prometheus that sees all, and a small one. */
export function projects(root: string): readonly Project[] {
  const global = specsIn(root, SPECS, (_, text) => text.replace('scope: site', 'scope: global'));
  return [projectOf('small', specsIn(root, join('test', 'invalid', 'base', SPECS))), projectOf('shipped', specsIn(root, SPECS)), projectOf('shipped, global', global)];
}

/** Cells of a project without a fault, each proved when it is asked for. */
export class Baseline {
  readonly #project: Project;
  readonly #known = new Map<string, Cell>();

  constructor(project: Project) {
    this.#project = project;
  }

  /** The cells that a test of obligations holds for. */
  cells(only: (cell: Cell['obligation']) => boolean): readonly Cell[] {
    const { model, given, config, memory } = this.#project;
    const missing = (one: Cell['obligation']): boolean => only(one) && !this.#known.has(obligationText(one));
    for (const cell of prove({ model, rules: given, config, from: FROM, memory, only: missing }).cells) this.#known.set(obligationText(cell.obligation), cell);
    return [...this.#known.values()].filter(({ obligation }) => only(obligation));
  }
}
