import { dump } from 'js-yaml';

/** Draws from a seeded sequence of numbers (mulberry32), the same on every machine. */
export class Draw {
  #state: number;

  constructor(seed: number) {
    this.#state = seed;
  }

  /** A number in [0, 1). */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  below(limit: number): number {
    return Math.floor(this.next() * limit);
  }

  of<T>(choices: readonly T[]): T {
    const choice = choices[this.below(choices.length)];
    if (choice === undefined) throw new Error('nothing to draw from');
    return choice;
  }
}

const RECEIVERS = ['default', 'logger', 'chat', 'pager', 'task'];
const LABELS: Readonly<Record<string, readonly string[]>> = {
  team: ['sre', 'data', 'web'],
  severity: ['page', 'task', 'warning'],
  service: ['a', 'b'],
  site: ['x', 'y'],
  tocsin: ['production', 'staging'],
};

/** An Alertmanager file with a random tree of routes and random inhibition, in a random style. */
export function randomBase(draw: Draw): string {
  const config = {
    route: { receiver: 'default', ...(draw.chance(0.9) ? { routes: children(draw, 0) } : {}) },
    receivers: RECEIVERS.map((name) => ({ name, webhook_configs: [{ url: 'http://127.0.0.1:1/' }] })),
    ...(draw.chance(0.7) ? { inhibit_rules: Array.from({ length: draw.below(3) }, () => inhibitRule(draw)) } : {}),
  };
  const text = dump(config, { flowLevel: draw.of([-1, -1, 0, 1, 2, 3, 4]), seqNoIndent: draw.chance(0.5), quoteStyle: draw.of(['single', 'double']), lineWidth: -1, forceQuotes: true });
  const ended = draw.chance(0.2) ? text.trimEnd() : text;
  return draw.chance(0.2) ? ended.replaceAll('\n', '\r\n') : ended;
}

function children(draw: Draw, depth: number): readonly object[] {
  return Array.from({ length: draw.below(5 - depth) }, () => ({
    ...(draw.chance(0.8) ? { receiver: draw.of(RECEIVERS) } : {}),
    ...(draw.chance(0.15) ? {} : { matchers: Array.from({ length: 1 + draw.below(2) }, () => matcher(draw)) }),
    ...(draw.chance(0.3) ? { match: { [draw.of(Object.keys(LABELS))]: draw.of(['sre', 'page', 'a', '']) } } : {}),
    ...(draw.chance(0.4) ? { continue: true } : {}),
    ...(depth < 2 && draw.chance(0.5) ? { routes: children(draw, depth + 1) } : {}),
  }));
}

function matcher(draw: Draw): string {
  const label = draw.of(Object.keys(LABELS));
  const values = LABELS[label] ?? [];
  const op = draw.of(['=', '=', '!=', '=~', '!~']);
  const value = op.endsWith('~') ? draw.of([`${draw.of(values)}|${draw.of(values)}`, '.+', '.*', `${draw.of(values)}.?`]) : draw.of([...values, '']);
  return draw.chance(0.5) ? `${label}${op}"${value}"` : `${label} ${op} ${value}`;
}

function inhibitRule(draw: Draw): object {
  return {
    source_matchers: [matcher(draw), ...(draw.chance(0.5) ? [matcher(draw)] : [])],
    target_matchers: [matcher(draw)],
    equal: Object.keys(LABELS).filter(() => draw.chance(0.4)),
  };
}
