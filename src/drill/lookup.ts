import { problem, type Sink } from '../diagnostics/diagnostic.ts';
import { nearName } from '../diagnostics/near-name.ts';
import type { Location } from '../diagnostics/source.ts';
import type { Instance, Model, Objective } from '../model/model.ts';
import type { Path } from '../source/document.ts';
import type { SpecFrom } from '../spec/read.ts';
import { momentMs } from './moments.ts';
import type { DRILL_KINDS } from './schema.ts';

export type DrillDocument = SpecFrom<typeof DRILL_KINDS>;

/** Finds what a drill names, and reports what it does not find, at its place. */
export class Lookup {
  readonly model: Model;
  readonly document: DrillDocument;
  readonly sink: Sink;
  readonly #wanted = new Set<string>();

  constructor(model: Model, document: DrillDocument, sink: Sink) {
    this.model = model;
    this.document = document;
    this.sink = sink;
  }

  at(...path: Path): Location {
    return this.document.at(['spec', ...path]);
  }

  instance(name: string, path: Path): Instance | undefined {
    const found = this.model.instances.find((one) => one.name === name);
    if (found === undefined) this.#missing('instance', name, this.model.instances.map((one) => one.name), this.at(...path));
    return found;
  }

  /** The sites of an instance that a word names: one, or `all` of those given. */
  sites(instance: Instance, name: string, all: readonly string[], path: Path): readonly string[] {
    if (name === 'all') return all.filter((site) => instance.sites.includes(site));
    if (instance.sites.includes(name)) return [name];
    this.#missing(`site of ${instance.name}`, name, [...instance.sites, 'all'], this.at(...path));
    return [];
  }

  objective(instance: Instance, name: string, path: Path): Objective | undefined {
    const found = instance.objectives.find((one) => one.name === name);
    if (found !== undefined) return found;
    const wanting = instance.uninstrumented.find(({ objective }) => objective === name);
    if (wanting === undefined) this.#missing(`objective of ${instance.name}`, name, instance.objectives.map((one) => one.name), this.at(...path));
    else {
      const [metric] = wanting.metrics;
      for (const { name: one } of wanting.metrics) this.#wanted.add(one);
      this.sink.report(problem('TOC804', `the objective \`${name}\` of ${instance.name} rests on \`${metric?.name ?? ''}\`, which is not exported`, { at: this.at(...path), help: helpWanting(metric?.name ?? '', metric?.why ?? '') }));
    }
    return undefined;
  }

  /** A metric that the drill needs, and nothing exports. */
  proposed(name: string, why: string, path: Path): void {
    this.#wanted.add(name);
    this.sink.report(problem('TOC804', `\`${name}\` is not exported`, { at: this.at(...path), help: helpWanting(name, why) }));
  }

  /** All metrics that are needed and not exported, sorted. */
  get wanted(): readonly string[] {
    return [...this.#wanted].sort();
  }

  target(name: string, known: readonly string[], path: Path): void {
    if (!known.includes(name)) this.#missing('group of targets', name, known, this.at(...path));
  }

  /** A moment within the drill; reported where it is not. */
  moment(text: string, durationMs: number, path: Path): number {
    const ms = momentMs(text);
    if (ms > durationMs) this.sink.report(problem('TOC805', `${text} comes after the end of the drill`, { at: this.at(...path), help: 'let the drill last longer (`for`), or choose an earlier moment' }));
    return ms;
  }

  #missing(what: string, name: string, known: readonly string[], at: Location): void {
    const help = known.length === 0 ? `there is no ${what}` : `there are ${known.slice(0, 20).join(', ')}${known.length > 20 ? ', …' : ''}`;
    this.sink.report(problem('TOC801', `there is no ${what} \`${name}\``, { at, suggestion: nearName(name, known), help }));
  }
}

function helpWanting(name: string, why: string): string {
  return `the drill is not run; with \`supposes: [${name}]\` it shows what would be seen: ${why}`;
}
