import type { Settings } from '../model/model.ts';
import type { GeneratedRules } from './generated-rules.ts';
import { assembled, type Job } from './jobs.ts';
import type { Outcome } from './outcome.ts';
import { putRecorded } from './recorded-samples.ts';
import type { Replay } from './replay.ts';
import { isOfRuler, rulerFiles } from './ruler-rules.ts';
import { Samples } from './samples.ts';
import type { Scenario } from './scenario.ts';

/** Where the ruler's runs take place. */
const RULER = 'all sites';

/**
 * Runs of a scenario in the ruler that sees all sites, a run a variant: what the sites recorded, each series with its site
 * as a label, as a ruler finds it. None where nothing is asked of the ruler, or a site's run failed.
 *
 * @param outcomes of the scenario's runs on all its sites
 */
export function rulerJobs(scenario: Scenario, settings: Settings, { files, write }: GeneratedRules, outcomes: readonly Outcome[]): readonly Job[] {
  const loaded = rulerFiles(scenario, settings, files);
  if (loaded.length === 0 || outcomes.some(({ failure }) => failure !== undefined)) return [];
  // To the ruler the site is an ordinary label.
  const seen: Settings = { ...settings, scope: 'global' };
  const checks = scenario.expectations.filter((one) => isOfRuler(one, settings, files) || isAboutAll(one)).flatMap((expectation) => expectation.sites.map((site) => ({ expectation, site })));
  return scenario.variants.map((variant) =>
    assembled({
      scenario,
      settings: seen,
      where: RULER,
      variant,
      loaded,
      write,
      checks,
      replay: recordedSeries(settings.labels.site, scenario.stepMs, outcomes.filter(({ job }) => job.variant === variant)),
      externalLabels: {},
      recordings: undefined,
      plot: undefined,
    }),
  );
}

/** Silence that is not of one hazard is that of the ruler too. */
function isAboutAll(expectation: Scenario['expectations'][number]): boolean {
  return expectation.kind === 'quiet' && expectation.alerts.hazard === undefined;
}

/** What sites recorded, as the input of another Prometheus. */
function recordedSeries(siteLabel: string, stepMs: number, outcomes: readonly Outcome[]): Replay {
  const samples = new Samples();
  for (const { job, recorded } of outcomes) putRecorded(samples, recorded.entries(), { [siteLabel]: job.where }, 1);
  return { intervalMs: stepMs, series: samples.written };
}
