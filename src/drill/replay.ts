import type { Settings } from '../model/model.ts';
import { commonDivisor } from '../model/intervals.ts';
import { Pod } from './pod.ts';
import { Samples, type InputSeries } from './samples.ts';
import type { Course, CourseState, Scenario, Variant } from './scenario.ts';

/** What Prometheus stores in the course of a scenario: series with a value each `intervalMs`. */
export interface Replay {
  readonly intervalMs: number;
  readonly series: readonly InputSeries[];
}

/**
 * Plays a scenario on some sites from beginning to end: events come, pods count them, scrapes read the counters.
 * Events are shared equally by the pods that live; those of a time without any are lost.
 */
export function replay(scenario: Scenario, settings: Settings, sites: readonly string[], variant: Variant): Replay {
  const { everyMs } = scenario.scrape;
  const phaseMs = (scenario.scrape.phaseMs + variant.scrapesMs) % everyMs;
  const intervalMs = commonDivisor(everyMs, phaseMs);
  const samples = new Samples();
  // No two pods of a cluster have one address, whatever they run.
  let ordinal = 0;
  for (const site of sites) {
    for (const instance of scenario.instances) {
      const pods: Pod[] = [];
      for (const group of scenario.targets) {
        if (group.instance !== instance || !group.sites.includes(site)) continue;
        for (let count = 0; count < group.pods; count++) pods.push(new Pod(group, settings, site, ++ordinal));
      }
      const courses = scenario.courses.filter((course) => course.instance === instance && course.sites.includes(site));
      new Play(pods, courses, samples, { endMs: scenario.durationMs, everyMs, phaseMs, intervalMs, burstsMs: variant.burstsMs }).run();
    }
  }
  return { intervalMs, series: samples.written };
}

interface Clock {
  readonly endMs: number;
  readonly everyMs: number;
  readonly phaseMs: number;
  readonly intervalMs: number;
  readonly burstsMs: number;
}

interface Arrival {
  readonly course: Course;
  readonly good: number;
  readonly bad: number;
}

/** One instance on one site. */
class Play {
  readonly #pods: readonly Pod[];
  readonly #courses: readonly Course[];
  readonly #samples: Samples;
  readonly #clock: Clock;
  #turn = 0;

  constructor(pods: readonly Pod[], courses: readonly Course[], samples: Samples, clock: Clock) {
    this.#pods = pods;
    this.#courses = courses;
    this.#samples = samples;
    this.#clock = clock;
  }

  run(): void {
    const arrivals = this.#arrivals();
    const { endMs, everyMs, phaseMs, intervalMs } = this.#clock;
    const moments = new Set([0, ...arrivals.keys(), ...this.#courses.flatMap(({ state }) => state.moments), ...this.#pods.flatMap((pod) => pod.moments)]);
    for (let at = phaseMs; at <= endMs; at += everyMs) moments.add(at);
    const ordered = [...moments].filter((at) => at <= endMs).sort((a, b) => a - b);
    let before = 0;
    let states: ReadonlyMap<Course, CourseState> = new Map();
    for (const at of ordered) {
      this.#flow(states, (at - before) / 1000);
      for (const pod of this.#pods) pod.arrive(at);
      for (const arrival of arrivals.get(at) ?? []) this.#burst(arrival);
      states = new Map(this.#courses.map((course) => [course, course.state.at(at)]));
      if (at >= phaseMs && (at - phaseMs) % everyMs === 0) for (const pod of this.#pods) pod.scrape(this.#samples, at / intervalMs, states);
      before = at;
    }
  }

  /** Events of a span in which nothing changes. */
  #flow(states: ReadonlyMap<Course, CourseState>, seconds: number): void {
    for (const [course, { perSecond, errors }] of states) {
      const pods = this.#takers(course);
      const each = (perSecond * seconds) / pods.length;
      for (const pod of pods) pod.count(course, each * (1 - errors), each * errors);
    }
  }

  #burst({ course, good, bad }: Arrival): void {
    const pods = this.#takers(course);
    pods[this.#turn++ % Math.max(1, pods.length)]?.count(course, good, bad);
  }

  #takers(course: Course): readonly Pod[] {
    return this.#pods.filter((pod) => pod.lives && (course.on === undefined || course.on === pod.group));
  }

  /** All bursts, by moment. */
  #arrivals(): ReadonlyMap<number, readonly Arrival[]> {
    const { endMs, burstsMs } = this.#clock;
    const arrivals = new Map<number, Arrival[]>();
    for (const course of this.#courses) {
      for (const burst of course.bursts) {
        const { events, bad, everyMs, fromMs } = burst;
        for (let at = fromMs + burstsMs; at <= endMs; at += everyMs ?? Infinity) {
          // A change that says another burst ends this one.
          if (course.state.at(at - burstsMs).burst !== burst) continue;
          const there = arrivals.get(at) ?? [];
          there.push({ course, good: events - bad, bad });
          arrivals.set(at, there);
        }
      }
    }
    return arrivals;
  }
}
