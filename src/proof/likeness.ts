import { alertPrefix } from '../model/alert-name.ts';
import type { Instance } from '../model/model.ts';
import { matcherMatches } from '../promql/regex.ts';
import type { ProofRule } from './rule-set.ts';

const PREFIX = '\u0001prefix\u0001';

/**
 * What an instance and a site are called in rules, blanked: two instances of one contract and class have rules that differ in nothing
 * else, and what was found of the one holds of the other. Only whole values of labels and the beginnings of alert names are blanked,
 * never a part of PromQL, so that texts that are alike after it mean the same of their own instance.
 */
export class Likeness {
  readonly #marks: ReadonlyMap<string, string>;
  readonly #names: ReadonlyMap<string, string>;
  readonly #prefix: string;

  constructor(instance: Pick<Instance, 'name' | 'identity' | 'sites' | 'team'>, site: string) {
    const marks = new Map<string, string>();
    // Only labels of alerts name the team.
    marks.set(instance.team, '\u0001team\u0001');
    // Later ones win: a name that is also the identity has one mark.
    instance.sites.forEach((one, at) => marks.set(one, `\u0001site${one === site ? 'F' : at - (instance.sites.indexOf(site) < at ? 1 : 0)}\u0001`));
    marks.set(instance.identity, '\u0001identity\u0001');
    marks.set(instance.name, instance.name === instance.identity ? '\u0001both\u0001' : '\u0001name\u0001');
    this.#marks = new Map([...marks].sort(([, a], [, b]) => (a < b ? -1 : 1)));
    this.#prefix = alertPrefix(instance.name);
    this.#names = new Map([...[...marks].map(([name, mark]) => [mark, name] as const), [PREFIX, this.#prefix]]);
  }

  /** A value of a label, blanked where it is, or lists, a name. */
  value(text: string): string {
    const mark = this.#marks.get(text);
    if (mark !== undefined) return mark;
    if (text.startsWith(this.#prefix)) return `${PREFIX}${text.slice(this.#prefix.length)}`;
    if (text.includes('|')) return text.split('|').map((word) => this.#marks.get(word) ?? word).join('|');
    if (text.startsWith('tocsin:')) return text.split(':').map((word) => this.#marks.get(word) ?? word).join(':');
    return text;
  }

  /** Whether a blanked text names a site. */
  saysSite(text: string): boolean {
    return text.includes('\u0001site');
  }

  /** A rule with everything that decides what it does. */
  rule(rule: ProofRule): string {
    const { skeleton, strings } = rule.form;
    const labels = Object.entries(rule.labels).map(([name, value]) => `${name}=${this.value(value)}`);
    return [this.#answers(rule), rule.kind, this.value(rule.name), rule.intervalMs, rule.forMs, rule.keepFiringForMs, labels.join('\u0002'), skeleton, strings.map((text) => this.value(text)).join('\u0002')].join('\u0003');
  }

  /** What decides beside names that are blanked: how patterns take them, and the names themselves where values are made of them. */
  #answers({ selectors, makesLabels }: ProofRule): string {
    let answers = '';
    let isNamed = makesLabels;
    for (const { metric, matchers } of selectors) {
      for (const matcher of matchers) {
        if (matcher.op !== '=~' && matcher.op !== '!~') continue;
        for (const [name, mark] of this.#marks) answers += matcherMatches(matcher, name) ? mark : '-';
        // The names of alerts only begin with that of an instance.
        isNamed ||= metric === undefined || metric.startsWith('ALERTS');
      }
    }
    return isNamed ? `${answers} ${[...this.#marks.keys()].join(' ')}` : answers;
  }

  /** A blanked value with the names put back. */
  back(text: string): string {
    // A mark stands between two of the characters that no name has.
    return text.includes('\u0001') ? text.split('\u0001').map((word, at) => (at % 2 === 0 ? word : (this.#names.get(`\u0001${word}\u0001`) ?? word))).join('') : text;
  }
}
