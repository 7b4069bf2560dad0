import { ruleFileWriter } from '../compile/rule-files.ts';
import type { Sink } from '../diagnostics/diagnostic.ts';
import type { Instance, Model } from '../model/model.ts';
import { planRules } from '../rules/plan.ts';
import type { GeneratedRules } from './jobs.ts';
import { withoutUnread } from './read-groups.ts';

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

  /** @param isWhole whether groups that decide no alert are wanted too */
  make(instances: readonly Instance[], stepMs: number, isWhole: boolean): GeneratedRules {
    const key = JSON.stringify([stepMs, isWhole, instances.map(({ name }) => name)]);
    const known = this.#made.get(key);
    if (known !== undefined) return known;
    const model = { ...this.#model, instances, settings: { ...this.#model.settings, evaluationIntervalMs: stepMs } };
    const write = ruleFileWriter(model.settings.prometheus, this.#sink);
    // Each run sees what the Prometheus of a site, or the one of all, sees; the ruler's alerts need the recorded series of many.
    const planned = planRules(model, this.#sink).filter(({ forRuler }) => forRuler !== true);
    const rules = isWhole ? planned : planned.map(withoutUnread);
    const made = { rules, texts: new Map(rules.map(write).map(({ path, text }) => [path, text])) };
    this.#made.set(key, made);
    return made;
  }
}
