import { observe, type Question, type Sample } from '../../support/promtool-tests.ts';
import type { Project } from './project.ts';
import { targetOf } from './project.ts';
import { GRID, scraped, type Course, type Pod } from './scrapes.ts';

/** One objective for each pair of selectors; all of them must count the same. */
const FORMS = ['total-bad', 'total-good', 'good-bad'] as const;
export const FORM_OBJECTIVES = FORMS.map((indicator) => ({ name: indicator, indicator }));

/** Good and bad events of a pod; `rest` says how it is scraped. */
export interface EventPod extends Omit<Pod, 'target' | 'series' | 'up'> {
  readonly instance?: string;
  readonly job?: string;
  readonly extra?: Readonly<Record<string, string>>;
  readonly site?: 'east' | 'west';
  readonly good?: Course | undefined;
  readonly bad?: Course | undefined;
  readonly stream?: string;
}

/** The pod's series as all forms read them, with the labels that the specs give them. */
export function eventPod({ facts }: Pick<Project, 'facts'>, given: EventPod): Pod {
  const { instance = '10.0.0.1:80', job, extra, site = 'east', good, bad, stream = 's', ...rest } = given;
  const series = [
    { metric: 'requests_total', labels: { code: '200', stream }, course: good },
    { metric: 'requests_total', labels: { code: '500', stream }, course: bad },
    { metric: 'served_total', labels: { stream }, course: good },
    { metric: 'errors_total', labels: { kind: 'k', stream }, course: bad },
  ];
  return {
    ...rest,
    target: { ...facts.identity, ...targetOf(instance, job), ...facts.at(site), ...extra },
    up: facts.up,
    series: series.flatMap(({ metric, labels, course }) => (course === undefined ? [] : [{ metric, labels, course }])),
  };
}

/** Runs pods against a project's rules until a second. */
export function run<K extends string>({ rules }: Pick<Project, 'rules'>, pods: readonly Pod[], until: number, questions: Readonly<Record<K, Question>>, evaluationSeconds = 60): Promise<Readonly<Record<K, readonly Sample[]>>> {
  return observe({ rules: [rules], evaluationSeconds, intervalSeconds: GRID, series: pods.flatMap((pod) => scraped(pod, until)) }, questions);
}

/** Total and bad events that a window of each objective holds at a second, as `3/100`: bad of total. */
export async function counted(project: Pick<Project, 'rules'>, pods: readonly Pod[], at: number, window = '6h', evaluationSeconds = 60): Promise<Readonly<Record<string, string>>> {
  const seen = await run(project, pods, at, { total: [`tocsin:events_total:increase${window}`, at], bad: [`tocsin:events_bad:increase${window}`, at] }, evaluationSeconds);
  const of = (samples: readonly Sample[]): ReadonlyMap<string, number> => new Map(samples.map(({ labels, value }) => [group(labels), value]));
  const [total, bad] = [of(seen.total), of(seen.bad)];
  return Object.fromEntries([...new Set([...total.keys(), ...bad.keys()])].sort().map((key) => [key, `${bad.get(key) ?? 'no'}/${total.get(key) ?? 'no'}`]));
}

/** What tells recorded series of one name apart: the objective, and the labels it is judged per. */
function group(labels: Readonly<Record<string, string>>): string {
  return [labels['tocsin_objective'], labels['site'], labels['stream']].filter((part) => part !== undefined).join(' ');
}

/** The same count for each form. */
export function everyForm(count: string): Readonly<Record<string, string>> {
  return Object.fromEntries(FORMS.map((form) => [form, count]));
}
