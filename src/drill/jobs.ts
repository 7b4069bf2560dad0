import type { BurnRow } from '../model/burn-policy.ts';
import { formatDuration } from '../model/duration.ts';
import type { Instance, Objective, Settings } from '../model/model.ts';
import type { RuleFile } from '../rules/rule.ts';
import { firingExpr, judgeOf, ratioExpr, valueExpr, type Judge } from './questions.ts';
import { replay, type Replay } from './replay.ts';
import type { Expectation, Labels, Scenario, Variant } from './scenario.ts';
import { testFileText, type Observation } from './test-file.ts';

/** Points of a plot. */
const PLOTTED = 60;
export const TEST_FILE = 'drill_test.yaml';

/** An expectation on one site: what promtool judges. */
export interface Check {
  readonly expectation: Expectation;
  readonly site: string;
}

/** What a plot shows: the ratio that a row's long window sees, over the whole drill. */
export interface Plot {
  readonly instance: Instance;
  readonly objective: Objective;
  readonly row: BurnRow;
  readonly site: string;
  readonly timesMs: readonly number[];
}

/** One run of promtool: a scenario, as the Prometheus of one site sees it, or that of all. */
export interface Job {
  readonly scenario: Scenario;
  /** The site whose Prometheus it is; `global` for one that sees all. */
  readonly where: string;
  readonly variant: Variant;
  /** Rule files by name, and the test file of {@link TEST_FILE}. */
  readonly files: Readonly<Record<string, string>>;
  /** The same test without observations, which passes when all is as expected. */
  readonly standing: string;
  readonly checks: readonly Check[];
  readonly judges: readonly Judge[];
  readonly observations: readonly Observation[];
  /** What each observation is for, in order: first all evaluations, then the values of checks, then the points of the plot. */
  readonly evaluations: number;
  readonly plot: Plot | undefined;
  /** The rules of {@link files} as trees. */
  readonly rules: readonly RuleFile[];
  readonly replay: Replay;
  readonly externalLabels: Labels;
}

/** Rule files with the texts that the command writes. */
export interface GeneratedRules {
  readonly rules: readonly RuleFile[];
  /** By path. */
  readonly texts: ReadonlyMap<string, string>;
}

/** All runs of a scenario. */
export function jobsOf(scenario: Scenario, settings: Settings, generated: GeneratedRules): readonly Job[] {
  const views = settings.scope === 'global' ? [scenario.sites] : scenario.sites.map((site) => [site]);
  return views.flatMap((sites) => scenario.variants.map((variant) => jobOf(scenario, settings, generated, { sites, variant })));
}

function jobOf(scenario: Scenario, settings: Settings, { rules, texts }: GeneratedRules, { sites, variant }: { readonly sites: readonly string[]; readonly variant: Variant }): Job {
  const isGlobal = settings.scope === 'global';
  const where = isGlobal ? 'global' : (sites[0] ?? '');
  const names = scenario.instances.map(({ name }) => name);
  const loaded = rules.filter((file) => names.includes(file.instance) && file.forRuler !== true && (isGlobal || file.sites.includes(where)));
  const files = Object.fromEntries(loaded.map((file, index) => [`rules-${index + 1}.yaml`, texts.get(file.path) ?? '']));
  const checks = scenario.expectations.flatMap((expectation) => expectation.sites.filter((site) => sites.includes(site)).map((site) => ({ expectation, site })));
  const judges = checks.map(({ expectation, site }) => judgeOf(settings, expectation, site, scenario.stepMs));
  const evaluations = Math.floor(scenario.durationMs / scenario.stepMs) + 1;
  const plot = plotOf(scenario, sites, evaluations);
  const observations = [
    ...Array.from({ length: evaluations }, (_, index) => ({ expr: firingExpr(settings), atMs: index * scenario.stepMs })),
    ...checks.flatMap(({ expectation, site }) => (expectation.kind === 'value' ? [{ expr: valueExpr(settings, expectation, site), atMs: expectation.atMs }] : [])),
    ...(plot === undefined ? [] : plot.timesMs.map((atMs) => ({ expr: ratioExpr(settings, plot.instance, plot.objective, plot.row, plot.site), atMs }))),
  ];
  const parts = {
    name: `${scenario.name} in ${where}`,
    ruleFiles: Object.keys(files),
    groups: loaded.flatMap((file) => file.groups.flatMap((group) => (group.rules.length === 0 ? [] : [group.name]))),
    stepMs: scenario.stepMs,
    replay: replay(scenario, settings, sites, variant),
    externalLabels: isGlobal ? {} : { [settings.labels.site]: where },
    judges,
  };
  return {
    scenario,
    where,
    variant,
    files: { ...files, [TEST_FILE]: testFileText({ ...parts, observations }) },
    standing: testFileText({ ...parts, observations: [] }),
    checks,
    judges,
    observations,
    evaluations,
    plot,
    rules: loaded,
    replay: parts.replay,
    externalLabels: parts.externalLabels,
  };
}

function plotOf({ objective, instances, stepMs }: Scenario, sites: readonly string[], evaluations: number): Plot | undefined {
  const [row] = objective?.rows ?? [];
  const [instance] = instances;
  const site = sites.find((one) => instance?.sites.includes(one) === true);
  if (objective === undefined || row === undefined || instance === undefined || site === undefined) return undefined;
  const every = Math.max(1, Math.ceil(evaluations / PLOTTED));
  const timesMs = Array.from({ length: Math.ceil(evaluations / every) }, (_, index) => index * every * stepMs);
  return { instance, objective, row, site, timesMs };
}

/** A variant as people read it; empty for the only one. */
export function variantText({ scenario, variant }: Pick<Job, 'scenario' | 'variant'>): string {
  if (scenario.variants.length < 2) return '';
  return `scrapes +${formatDuration(variant.scrapesMs)}, bursts +${formatDuration(variant.burstsMs)}`;
}
