import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readModel } from '../../../src/compile/front.ts';
import { Sink } from '../../../src/diagnostics/diagnostic.ts';
import type { Source } from '../../../src/diagnostics/source.ts';
import { RuleMaker } from '../../../src/drill/generated-rules.ts';
import { readDrills, type DrilledModel } from '../../../src/drill/read-drills.ts';
import { replay, type Replay } from '../../../src/drill/replay.ts';
import type { Scenario, Wanting } from '../../../src/drill/scenario.ts';
import { DRILL_KINDS } from '../../../src/drill/schema.ts';
import type { Model } from '../../../src/model/model.ts';
import { readYaml } from '../../../src/source/yaml.ts';
import { readSpecsOf } from '../../../src/spec/read.ts';
import { ROOT } from '../../support/root.ts';

/** A change of a shipped spec: file, text and its replacement. */
export type Change = readonly [file: string, from: string, to: string];

/** The model of the shipped specs, with changes. */
export function shippedModel(...changes: readonly Change[]): Model {
  const folder = join(ROOT, 'slo-specs');
  const sources: readonly Source[] = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => {
      const text = changes.filter(([file]) => file === name).reduce((before, [, from, to]) => {
        if (!before.includes(from)) throw new Error(`${name} does not hold ${from}`);
        return before.replace(from, to);
      }, readFileSync(join(folder, name), 'utf8'));
      return { path: `slo-specs/${name}`, text };
    });
  const sink = new Sink();
  const model = readModel(sources, { today: '2026-11-23', specsFolder: 'slo-specs', complete: true }, sink);
  if (model === undefined || sink.hasErrors) throw new Error(sink.sorted.map(({ message }) => message).join('\n'));
  return model;
}

/** What a drill's text becomes, and what is wrong with it. */
export interface Read {
  readonly scenarios: readonly Scenario[];
  readonly wanting: readonly Wanting[];
  readonly codes: readonly string[];
  readonly messages: readonly string[];
  readonly suggestions: readonly string[];
}

/** Reads the text of drills against a model; what a drill supposes to be exported is in another one. */
export function readText(text: string, model: Model, supposed: Model = model): Read {
  const sink = new Sink();
  const documents = readSpecsOf(DRILL_KINDS, readYaml({ path: 'drills/a.yaml', text }, sink), sink);
  const of = (one: Model): DrilledModel => {
    const maker = new RuleMaker(one, sink);
    return { model: one, rulesOf: (instances, stepMs) => maker.make(instances, stepMs).files };
  };
  const { scenarios, wanting } = readDrills(documents, (metrics) => of(metrics.length === 0 ? model : supposed), sink);
  const found = sink.sorted;
  return { scenarios, wanting, codes: found.map(({ code }) => code), messages: found.map(({ message }) => message), suggestions: found.flatMap(({ suggestion }) => suggestion ?? []) };
}

/** A drill of eventgate-main in eqiad whose `spec` goes on as given. */
export function drillText(body: string, instance = 'eventgate-main'): string {
  return `apiVersion: tocsin/v1\nkind: Drill\nmetadata: { name: test }\nspec:\n  instance: ${instance}\n  site: eqiad\n${body}`;
}

/** The scenario of a drill that must be sound. */
export function scenarioOf(text: string, model: Model): Scenario {
  const { scenarios, messages } = readText(text, model);
  const [scenario] = scenarios;
  if (scenario === undefined) throw new Error(messages.join('\n'));
  return scenario;
}

/** What Prometheus would store of a scenario, by the series that matter: metric, then the values without the blanks between. */
export function storedOf(scenario: Scenario, model: Model): Readonly<Record<string, string>> {
  const made: Replay = replay(scenario, model.settings, ['eqiad'], { scrapesMs: 0, burstsMs: 0 });
  return Object.fromEntries(made.series.map(({ series, values }) => [shortened(series), values.replace(/(^| )_(?= |$)/g, '').trim().replace(/ +/g, ' ')]));
}

/** A series by its metric and the labels that differ between those of one test. */
function shortened(series: string): string {
  const metric = /^\w+/.exec(series)?.[0] ?? '';
  const labels = [...series.matchAll(/(\w+)="(.*?)"/g)].filter(([, label]) => label === 'instance' || label === 'pod_hash' || label === 'le').map(([, label, value]) => (label === 'instance' ? `pod ${Number(/\.(\d+):/.exec(value ?? '')?.[1] ?? 0) - 1}` : `${label ?? ''}=${value ?? ''}`));
  return [metric.replace(/^eventgate_/, ''), ...labels].join(' ');
}
