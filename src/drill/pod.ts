import type { Settings } from '../model/model.ts';
import { seriesText, type Samples } from './samples.ts';
import type { Contribution, Course, CourseState, Labels, TargetGroup, TargetState } from './scenario.ts';
import { podLabels, type PodLabels } from './target-labels.ts';

/** Events are counted in fractions of themselves; what a fraction of a billionth misses is whole. */
const HAIR = 1e-6;

interface Counted {
  good: number;
  bad: number;
}

/** A scraped process: its counters, and what of them the last scrape saw. */
export class Pod {
  /** Name of its group. */
  readonly group: string | undefined;
  readonly moments: readonly number[];
  readonly #group: TargetGroup;
  readonly #labels: PodLabels;
  readonly #counts = new Map<Course, Counted>();
  #state: TargetState = 'gone';
  #extra: Labels = {};
  /** Texts of series under the present labels: writing them anew at each scrape would take most of the time. */
  #texts = new Map<Contribution | 'up', string>();
  /** Values by the text of the series. */
  #shown = new Map<string, number>();

  constructor(group: TargetGroup, settings: Settings, site: string, ordinal: number) {
    this.group = group.name;
    this.moments = [...group.life.moments, ...group.restartsMs];
    this.#group = group;
    this.#labels = podLabels(settings, group.instance, site, ordinal);
  }

  /** Whether the process runs, scraped or not. */
  get lives(): boolean {
    return this.#state !== 'down' && this.#state !== 'gone';
  }

  /** Takes the state of a moment; a process that begins anew counts from 0. */
  arrive(ms: number): void {
    const { state, labels } = this.#group.life.at(ms);
    this.#state = state;
    if (labels !== this.#extra) this.#texts.clear();
    this.#extra = labels;
    if (!this.lives || this.#group.restartsMs.includes(ms)) this.#counts.clear();
  }

  count(course: Course, good: number, bad: number): void {
    const counted = this.#counts.get(course);
    if (counted === undefined) this.#counts.set(course, { good, bad });
    else {
      counted.good += good;
      counted.bad += bad;
    }
  }

  /** What Prometheus stores of a scrape: values, and the ends of series that are not there any more. */
  scrape(samples: Samples, tick: number, states: ReadonlyMap<Course, CourseState>): void {
    if (this.#state === 'unseen') return;
    const now = new Map<string, number>();
    const show = (series: string, value: number): void => void now.set(series, value + (now.get(series) ?? 0));
    const { up, series } = this.#labels;
    if (up !== undefined && this.#state !== 'gone') show(this.#text('up', () => ['up', up]), this.#state === 'up' ? 1 : 0);
    if (this.#state === 'up') {
      for (const [course, state] of states) {
        if (course.on !== undefined && course.on !== this.group) continue;
        for (const contribution of course.contributions) {
          const value = this.#value(course, state, contribution);
          if (value !== undefined) show(this.#text(contribution, () => [contribution.metric, { ...series, ...contribution.labels }]), value);
        }
      }
    }
    for (const shown of this.#shown.keys()) if (!now.has(shown)) samples.end(shown, tick);
    for (const [shown, value] of now) samples.put(shown, tick, value);
    this.#shown = now;
  }

  #text(of: Contribution | 'up', make: () => readonly [metric: string, labels: Labels]): string {
    const known = this.#texts.get(of);
    if (known !== undefined) return known;
    const [metric, labels] = make();
    const text = seriesText(metric, { ...this.#extra, ...labels });
    this.#texts.set(of, text);
    return text;
  }

  #value(course: Course, state: CourseState, { perGood, perBad, withAny }: Contribution): number | undefined {
    if (!state.exported) return undefined;
    if (state.value !== undefined) return state.value;
    const { good, bad } = this.#counts.get(course) ?? { good: 0, bad: 0 };
    const [wholeGood, wholeBad] = [Math.floor(good + HAIR), Math.floor(bad + HAIR)];
    const value = perGood * wholeGood + perBad * wholeBad;
    return course.bornAtStart || value > 0 || (withAny && wholeGood + wholeBad > 0) ? value : undefined;
  }
}
