import type { AlertmanagerConfig } from '../alertmanager/config.ts';
import type { Inhibitions, Silencer } from '../coverage/inhibitions.ts';
import { hoursOf } from '../coverage/route-hours.ts';
import type { Level } from '../model/burn-policy.ts';
import { parseDuration } from '../model/duration.ts';
import type { AlertLabels } from '../model/model.ts';
import type { ExpectedLabels, Labels } from '../routing/labels.ts';
import { mutedTimes } from '../routing/muting.ts';
import type { Route } from '../routing/tree.ts';
import { exampleFor, waysThrough } from '../routing/ways.ts';
import type { People } from './receivers.ts';

/** What becomes of an alert that fires. */
export type Reach =
  /** In all cases a person is told, at the latest this long after it fires. */
  | { readonly kind: 'told'; readonly receivers: readonly string[]; readonly waitMs: number }
  /** Some labels lead where nobody is told, or nobody is woken. */
  | { readonly kind: 'nobody'; readonly example: Labels; readonly ends: readonly Route[] }
  /** Nobody is told for a while. */
  | { readonly kind: 'muted'; readonly route: Route; readonly from: number; readonly longestMs: number }
  /** The notification holds alerts of several instances or sites. */
  | { readonly kind: 'lumped'; readonly route: Route; readonly missing: readonly string[] }
  | { readonly kind: 'inhibited'; readonly by: Silencer };

export interface ReachGround {
  readonly root: Route;
  readonly config: AlertmanagerConfig;
  readonly people: People;
  readonly inhibitions: Inhibitions;
  readonly labels: AlertLabels;
  /** The two years from here are looked through for hours in which nobody is told; milliseconds since 1970. */
  readonly from: number;
}

/** A year and the leap day, and another: all months, weekdays and changes of the clock come in it. */
const LOOKED_THROUGH_MS = 366 * 86_400_000;

/** Tells whether alerts reach people, in all cases; what is the same for many alerts is found once. */
export class Reaches {
  readonly #ground: ReachGround;
  readonly #known = new Map<string, Reach>();
  readonly #mutes = new Map<Route, { readonly from: number; readonly longestMs: number } | undefined>();

  constructor(ground: ReachGround) {
    this.#ground = ground;
  }

  /** The longest that a route lets a group wait, in milliseconds. */
  get longestWaitMs(): number {
    const longest = (route: Route): number => Math.max(durationMs(route.groupWait), ...route.children.map(longest));
    return longest(this.#ground.root);
  }

  /**
   * @param slackMs how much later than it fires it may be told; longer muting is a hole
   * @param isHeartbeat whether it must end at the receiver of the heartbeat instead of a person
   */
  of(labels: ExpectedLabels, level: Level, slackMs: number, isHeartbeat = false): Reach {
    const key = JSON.stringify([[...labels.named].sort(([a], [b]) => (a < b ? -1 : 1)), labels.others, level, slackMs, isHeartbeat]);
    const before = this.#known.get(key);
    if (before !== undefined) return before;
    const reach = this.#find(labels, level, slackMs, isHeartbeat);
    this.#known.set(key, reach);
    return reach;
  }

  #find(labels: ExpectedLabels, level: Level, slackMs: number, isHeartbeat: boolean): Reach {
    const { root, people } = this.#ground;
    const tells = (route: Route): boolean => (isHeartbeat ? people.isWatchdog(route.receiver) : people.tells(route.receiver, level));
    const receivers = new Set<string>();
    let waitMs = 0;
    let flaw: Reach | undefined;
    for (const way of waysThrough(root, labels, (ends) => ends.some((one) => tells(one) && this.#flawOf(one, slackMs) === undefined))) {
      const telling = way.ends.filter(tells);
      if (telling.length === 0) return { kind: 'nobody', example: exampleFor(labels, way).labels, ends: way.ends };
      const sound = telling.filter((one) => this.#flawOf(one, slackMs) === undefined);
      const [first] = sound.length > 0 ? sound : telling;
      if (first === undefined) continue;
      flaw ??= sound.length > 0 ? undefined : this.#flawOf(first, slackMs);
      for (const one of telling) receivers.add(one.receiver);
      waitMs = Math.max(waitMs, Math.min(...telling.map((one) => durationMs(one.groupWait))));
    }
    if (flaw !== undefined) return flaw;
    const by = this.#silencer(labels, level);
    if (by !== undefined && !isHeartbeat) return { kind: 'inhibited', by };
    return { kind: 'told', receivers: [...receivers].sort(), waitMs };
  }

  #flawOf(route: Route, slackMs: number): Reach | undefined {
    const { labels } = this.#ground;
    const missing = route.groupBy === 'all' ? [] : [labels.instance, labels.site].filter((name) => route.groupBy !== 'all' && !route.groupBy.includes(name));
    const muted = this.#muted(route);
    if (muted !== undefined && muted.longestMs > slackMs) return { kind: 'muted', route, ...muted };
    return missing.length > 0 ? { kind: 'lumped', route, missing } : undefined;
  }

  #muted(route: Route): { readonly from: number; readonly longestMs: number } | undefined {
    if (this.#mutes.has(route)) return this.#mutes.get(route);
    const { config, from } = this.#ground;
    const times = mutedTimes(hoursOf(route, config.timeIntervals), from, from + LOOKED_THROUGH_MS);
    const longest = times.reduce<(typeof times)[number] | undefined>((a, b) => (a === undefined || b.until - b.from > a.until - a.from ? b : a), undefined);
    const found = longest === undefined ? undefined : { from: longest.from, longestMs: longest.until - longest.from };
    this.#mutes.set(route, found);
    return found;
  }

  /** A page of the same instance and site may silence its ticket: the person knows. Anything else hides a failure. */
  #silencer(labels: ExpectedLabels, level: Level): Silencer | undefined {
    const names = this.#ground.labels;
    const isSame = (source: ExpectedLabels, name: string): boolean => {
      const [a, b] = [labels.named.get(name), source.named.get(name)];
      return a?.kind === 'known' && b?.kind === 'known' && a.value === b.value;
    };
    return this.#ground.inhibitions.of(labels).find(({ rule, source }) => {
      // What the rule compares is the same whenever it silences.
      const isShared = (name: string): boolean => rule.equal.includes(name) || isSame(source.labels, name);
      if (isSame(source.labels, 'alertname') && [names.instance, names.site, names.objective].every((name) => isShared(name) || (!source.labels.named.has(name) && !labels.named.has(name)))) return false;
      return !(level === 'ticket' && [names.instance, names.site, names.team].every(isShared));
    });
  }
}

function durationMs(written: string): number {
  return written === '0' ? 0 : /^([0-9]+(ms|[smhdw]))+$/.test(written) ? parseDuration(written) : 0;
}
