import { problem, type Sink } from '../diagnostics/diagnostic.ts';
import type { Costed, CostLimit } from '../model/cost-limit.ts';

/** How many of the most expensive are named. */
const NAMED = 3;

/** What something costs one Prometheus. */
export type Costs = Readonly<Record<Costed, number>>;

/** A rule file, as far as its cost goes. */
export interface CostlyFile {
  readonly instance: string;
  /** Which Prometheus evaluates it: that of a site, or `global`. */
  readonly where: string;
  readonly costs: Costs;
  /** Its parts by name, asked for only where a limit is passed. */
  readonly parts: () => readonly { readonly name: string; readonly costs: Costs }[];
}

/** A part of what costs: a group of a file, or a file. */
interface Part {
  readonly name: string;
  readonly value: number;
}

/**
 * Holds rule files to the limits of a project (TOC525), one after the other as they are made, and says in the end what is
 * above a limit: of the instance that costs most, what of it does; of all that a Prometheus evaluates, which instances do.
 */
export class CostLimits {
  readonly #limits: readonly CostLimit[];
  /** By limit: the most expensive file above it, with its parts, and how many there are. */
  readonly #instances = new Map<CostLimit, { readonly who: string; readonly value: number; readonly parts: readonly Part[]; readonly count: number }>();
  /** By limit and Prometheus: what its files cost together. */
  readonly #all = new Map<CostLimit, Map<string, readonly Part[]>>();

  constructor(limits: readonly CostLimit[]) {
    this.#limits = limits;
  }

  add({ instance, where, costs: cost, parts: partsOf }: CostlyFile): void {
    for (const limit of this.#limits) {
      const value = cost[limit.of];
      if (limit.per === 'all') {
        const known = this.#all.get(limit) ?? new Map<string, readonly Part[]>();
        this.#all.set(limit, known.set(where, [...(known.get(where) ?? []), { name: instance, value }]));
      } else if (value > limit.most) {
        const before = this.#instances.get(limit);
        const count = (before?.count ?? 0) + 1;
        if (before !== undefined && value <= before.value) this.#instances.set(limit, { ...before, count });
        else this.#instances.set(limit, { who: `\`${instance}\` in ${where}`, value, parts: partsOf().map(({ name, costs: one }) => ({ name, value: one[limit.of] })), count });
      }
    }
  }

  report(sink: Sink): void {
    for (const [limit, { who, value, parts, count }] of this.#instances) {
      const others = count === 1 ? '' : `, and ${count - 1} more are above that`;
      sink.report(problem('TOC525', `the rules of ${who} ${costs(limit.of, value)}; ${thousands(limit.most)} are allowed an instance${others}`, { at: limit.at, help: advice(parts, 'part') }));
    }
    for (const [limit, places] of this.#all) {
      for (const [where, parts] of places) {
        const value = parts.reduce((sum, part) => sum + part.value, 0);
        if (value > limit.most) sink.report(problem('TOC525', `all rules in ${where} ${costs(limit.of, value)}; ${thousands(limit.most)} are allowed`, { at: limit.at, help: advice(parts, 'instance') }));
      }
    }
  }
}

function costs(of: Costed, value: number): string {
  switch (of) {
    case 'rules':
      return `are ${thousands(value)}`;
    case 'series':
      return `record ${thousands(value)} series`;
    case 'samplesPerHour':
      return `read ${thousands(value)} samples an hour`;
  }
}

function advice(parts: readonly Part[], what: 'part' | 'instance'): string {
  const most = [...parts].sort((a, b) => b.value - a.value || (a.name < b.name ? -1 : 1)).slice(0, NAMED);
  const named = most.map(({ name, value }) => `${name} (${thousands(value)})`).join(', ');
  const way = what === 'part' ? 'fewer objectives or rows, shorter periods, or a longer `evaluationInterval` cost less' : 'a longer `evaluationInterval` or fewer objectives cost less';
  return `most of it is for ${named}; ${way}, or raise the limit, if the Prometheus can bear it`;
}

/** `1,041,600`, in every locale. */
function thousands(value: number): string {
  return String(value).replace(/\B(?=(?:\d{3})+$)/g, ',');
}
