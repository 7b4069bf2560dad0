import type { BurnRow } from '../model/burn-policy.ts';
import { formatDuration } from '../model/duration.ts';
import type { Instance, Objective, Settings } from '../model/model.ts';
import type { RuleFile } from '../rules/rule.ts';
import { windowName } from '../rules/series.ts';
import type { GeneratedRules } from './generated-rules.ts';
import { asksOf, neededGroups, readBy } from './needed-groups.ts';
import { firingExpr, judgeOf, ratioExpr, valueExpr, type Judge } from './questions.ts';
import { replay, type Replay } from './replay.ts';
import { isOfRuler, rulerFiles } from './ruler-rules.ts';
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
  /** Those of the Prometheus that it is about. */
  readonly settings: Settings;
  /** The site whose Prometheus it is; `global` for one that sees all, and {@link RULER} for the ruler. */
  readonly where: string;
  readonly variant: Variant;
  /** Rule files by name, and the test file of {@link TEST_FILE}. */
  readonly files: Readonly<Record<string, string>>;
  /** The same test without observations, which passes when all is as expected. */
  readonly standing: string;
  readonly checks: readonly Check[];
  readonly judges: readonly Judge[];
  readonly observations: readonly Observation[];
  /** How many observations there are of each kind, in their order. */
  readonly firing: number;
  readonly values: number;
  readonly recorded: number;
  readonly plot: Plot | undefined;
  /** The rules of {@link files} as trees. */
  readonly rules: readonly RuleFile[];
  readonly replay: Replay;
  readonly externalLabels: Labels;
}

/** All runs of a scenario in the Prometheus of a site, or in that of all. */
export function jobsOf(scenario: Scenario, settings: Settings, generated: GeneratedRules): readonly Job[] {
  const ruler = rulerFiles(scenario, settings, generated.files);
  const groups = ruler.flatMap((file) => file.groups);
  // What the ruler records itself, such as its evaluations, the sites record of their own.
  const read = [...readBy(groups)].filter((name) => !groups.some(({ rules }) => rules.some((rule) => rule.kind === 'record' && rule.record === name)));
  const views = settings.scope === 'global' ? [scenario.sites] : scenario.sites.map((site) => [site]);
  return views.flatMap((sites) => scenario.variants.map((variant) => siteJob(scenario, settings, generated, { sites, variant, read })));
}

interface SiteView {
  readonly sites: readonly string[];
  readonly variant: Variant;
  /** Names of the series that the ruler reads of it. */
  readonly read: readonly string[];
}

function siteJob(scenario: Scenario, settings: Settings, { files, write }: GeneratedRules, { sites, variant, read }: SiteView): Job {
  const isGlobal = settings.scope === 'global';
  const where = isGlobal ? 'global' : (sites[0] ?? '');
  const names = scenario.instances.map(({ name }) => name);
  const here = files.filter((file) => names.includes(file.instance) && file.forRuler !== true && (isGlobal || file.sites.includes(where)));
  const loaded = here.map((file) => {
    const isAsked = asksOf(scenario, settings, file.instance);
    return neededGroups(file, (rule) => isAsked(rule) || (rule.kind === 'record' && read.includes(rule.record)));
  });
  const checks = scenario.expectations.filter((one) => !isOfRuler(one, settings, files)).flatMap((expectation) => expectation.sites.filter((site) => sites.includes(site)).map((site) => ({ expectation, site })));
  const recorded = new Set(loaded.flatMap(({ groups }) => groups.flatMap(({ rules }) => rules.flatMap((rule) => (rule.kind === 'record' && read.includes(rule.record) ? [rule.record] : [])))));
  return assembled({
    scenario,
    settings,
    where,
    variant,
    loaded,
    write,
    checks,
    replay: replay(scenario, settings, sites, variant),
    externalLabels: isGlobal ? {} : { [settings.labels.site]: where },
    recordings: recorded.size === 0 ? undefined : `{__name__=~${JSON.stringify([...recorded].sort().join('|'))}}`,
    plot: plotOf(scenario, sites, loaded),
  });
}

/** What a run is made of. */
export interface JobParts extends Pick<Job, 'scenario' | 'settings' | 'where' | 'variant' | 'checks' | 'plot'> {
  readonly loaded: readonly RuleFile[];
  readonly write: (file: RuleFile) => string;
  readonly replay: Replay;
  readonly externalLabels: Labels;
  /** What another run reads of this one's recorded series, asked at every evaluation. */
  readonly recordings: string | undefined;
}

/** Puts the test file of a run together. */
export function assembled({ loaded, write, replay: played, externalLabels, recordings, ...known }: JobParts): Job {
  const { scenario, settings, where, checks, plot } = known;
  const filled = loaded.filter(({ groups }) => groups.some(({ rules }) => rules.length > 0));
  const files = Object.fromEntries(filled.map((file, index) => [`rules-${index + 1}.yaml`, write(file)]));
  const judges = checks.map(({ expectation, site }) => judgeOf(settings, expectation, site, scenario.stepMs));
  const times = evaluationsOf(scenario);
  const firing = times.map((atMs) => ({ expr: firingExpr(settings), atMs }));
  const values = checks.flatMap(({ expectation, site }) => (expectation.kind === 'value' ? [{ expr: valueExpr(settings, expectation, site), atMs: expectation.atMs }] : []));
  const recorded = recordings === undefined ? [] : times.map((atMs) => ({ expr: recordings, atMs }));
  const plotted = plot === undefined ? [] : plot.timesMs.map((atMs) => ({ expr: ratioExpr(settings, plot.instance, plot.objective, plot.row, plot.site), atMs }));
  const observations = [...firing, ...values, ...recorded, ...plotted];
  const parts = {
    name: `${scenario.name} in ${where}`,
    ruleFiles: Object.keys(files),
    groups: filled.flatMap((file) => file.groups.flatMap((group) => (group.rules.length === 0 ? [] : [group.name]))),
    stepMs: scenario.stepMs,
    replay: played,
    externalLabels,
    judges,
  };
  return {
    ...known,
    files: { ...files, [TEST_FILE]: testFileText({ ...parts, observations }) },
    standing: testFileText({ ...parts, observations: [] }),
    judges,
    observations,
    firing: firing.length,
    values: values.length,
    recorded: recorded.length,
    rules: filled,
    replay: played,
    externalLabels,
  };
}

/** The moments of all evaluations. */
function evaluationsOf({ durationMs, stepMs }: Scenario): readonly number[] {
  return Array.from({ length: Math.floor(durationMs / stepMs) + 1 }, (_, index) => index * stepMs);
}

/** The plot of a scenario, where what it shows is recorded. */
function plotOf(scenario: Scenario, sites: readonly string[], loaded: readonly RuleFile[]): Plot | undefined {
  const { objective, instances, stepMs } = scenario;
  const [row] = objective?.rows ?? [];
  const [instance] = instances;
  const site = sites.find((one) => instance?.sites.includes(one) === true);
  if (objective === undefined || row === undefined || instance === undefined || site === undefined) return undefined;
  const name = windowName('bad', row.longMs);
  if (!loaded.some((file) => file.instance === instance.name && file.groups.some(({ rules }) => rules.some((rule) => rule.kind === 'record' && rule.record === name)))) return undefined;
  const evaluations = evaluationsOf(scenario).length;
  const every = Math.max(1, Math.ceil(evaluations / PLOTTED));
  const timesMs = Array.from({ length: Math.ceil(evaluations / every) }, (_, index) => index * every * stepMs);
  return { instance, objective, row, site, timesMs };
}

/** A variant as people read it; empty for the only one. */
export function variantText({ scenario, variant }: Pick<Job, 'scenario' | 'variant'>): string {
  if (scenario.variants.length < 2) return '';
  return `scrapes +${formatDuration(variant.scrapesMs)}, bursts +${formatDuration(variant.burstsMs)}`;
}
