import { RuleFileWriter } from '../compile/rule-files.ts';
import type { Sink } from '../diagnostics/diagnostic.ts';
import type { Instance, Model } from '../model/model.ts';
import { planRules } from '../rules/plan.ts';
import type { RuleFile } from '../rules/rule.ts';

/** Rule files, and how their texts are written. */
export interface GeneratedRules {
  readonly files: readonly RuleFile[];
  readonly write: (file: RuleFile) => string;
}

/**
 * Rules as the command generates them, of a few instances and for another evaluation interval. Long drills need one, and
 * the rules must know it: what they count is what one evaluation adds.
 */
export class RuleMaker {
  readonly #model: Model;
  readonly #sink: Sink;
  readonly #made = new Map<string, GeneratedRules>();

  constructor(model: Model, sink: Sink) {
    this.#model = model;
    this.#sink = sink;
  }

  make(instances: readonly Instance[], stepMs: number): GeneratedRules {
    const key = JSON.stringify([stepMs, instances.map(({ name }) => name)]);
    const known = this.#made.get(key);
    if (known !== undefined) return known;
    const model = { ...this.#model, instances, settings: { ...this.#model.settings, evaluationIntervalMs: stepMs } };
    const writer = new RuleFileWriter(model.settings.prometheus, this.#sink);
    const made = { files: planRules(model, this.#sink), write: (file: RuleFile) => writer.write(file).text };
    this.#made.set(key, made);
    return made;
  }
}
