import type { Instance, Objective, Settings } from '../model/model.ts';
import { DAY, HOUR } from '../model/duration.ts';
import { EVALUATED } from '../rules/patience.ts';
import { PERIOD_START } from '../rules/period.ts';
import type { RuleFile } from '../rules/rule.ts';
import { RECORDED_INSTANCE, RECORDED_OBJECTIVE, recordedLabels } from '../rules/series.ts';
import { LAST_SEEN } from '../rules/streams.ts';
import { USUAL } from '../rules/traffic-records.ts';
import { siteOf, type Cast } from './cast.ts';
import type { Expectation, RuleTest } from './expectation.ts';

/** An instance, an objective or a stream that no spec names. */
export const STRANGER = 'stranger';

/** Recorded at once for all sites. */
const OF_NO_SITE: readonly string[] = [EVALUATED, PERIOD_START];
/** What is usual is known by then. */
const USUAL_KNOWN_MS = DAY + 2 * HOUR;

/** The site that is played, where it is a label of what is recorded. */
export function ofSite({ model, instance }: Pick<Cast, 'model' | 'instance'>): Readonly<Record<string, string>> {
  const site = siteOf(model.settings, instance);
  return site === undefined ? {} : { [model.settings.labels.site]: site };
}

/** The labels of an objective's recorded series on the site that is played. */
export function ofObjective(cast: Pick<Cast, 'model' | 'instance'>, objective: Objective): Readonly<Record<string, string>> {
  return { ...recordedLabels(cast.instance, objective), ...ofSite(cast) };
}

interface Recorded {
  readonly name: string;
  /** How many series the rules of a file record under the name. */
  readonly series: number;
  readonly hasObjective: boolean;
}

function recordedBy(file: RuleFile, { streams }: Instance, settings: Settings): readonly Recorded[] {
  const all = new Map<string, Recorded>();
  for (const group of file.groups) {
    for (const rule of group.rules) {
      if (rule.kind !== 'record') continue;
      const sites = settings.scope === 'global' && !OF_NO_SITE.includes(rule.record) ? file.sites.length : 1;
      const each = rule.record === LAST_SEEN ? (streams?.declared.length ?? 0) : 1;
      all.set(rule.record, { name: rule.record, series: (all.get(rule.record)?.series ?? 0) + sites * each, hasObjective: /:(?:objective|period):/.test(group.name) && rule.record !== EVALUATED });
    }
  }
  return [...all.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/**
 * Recorded series of others, each name of another one: of another instance, and of another objective of this one; and an alert
 * of others that fires. A rule that does not select by all of it reads or records too much.
 */
export function strangers(file: RuleFile, instance: Instance, settings: Settings, samples: number): RuleTest['series'] {
  const firing = { series: 'ALERTS{alertname="Stranger", alertstate="firing"}', values: `1+0x${samples}` };
  const series = recordedBy(file, instance, settings)
    .filter(({ name }) => name !== EVALUATED)
    .flatMap(({ name, hasObjective }, index) => {
      const value = name.includes('_bad:') ? 500_000 : 1_000_000;
      const series = (labels: Readonly<Record<string, string>>): RuleTest['series'][number] => ({ series: `${name}{${Object.entries(labels).map(([label, text]) => `${label}=${JSON.stringify(text)}`).join(', ')}}`, values: `${value}+0x${samples}` });
      const objectives = hasObjective ? instance.objectives.slice(0, 1).map((one) => one.name) : [];
      const site = settings.scope === 'global' ? { [settings.labels.site]: instance.sites[0] ?? '' } : {};
      return [
        series({ ...site, [RECORDED_INSTANCE]: `stranger-${index + 1}`, ...Object.fromEntries(objectives.map((one) => [RECORDED_OBJECTIVE, one])) }),
        ...(hasObjective ? [series({ ...site, [RECORDED_INSTANCE]: instance.name, [RECORDED_OBJECTIVE]: `stranger-${index + 1}` })] : []),
        // And those that have all names: whoever joins two of them takes them for another instance or objective.
        series({ ...site, [RECORDED_INSTANCE]: STRANGER, ...Object.fromEntries(objectives.map((one) => [RECORDED_OBJECTIVE, one])) }),
        ...(hasObjective ? [series({ ...site, [RECORDED_INSTANCE]: instance.name, [RECORDED_OBJECTIVE]: STRANGER })] : []),
      ];
    });
  return [firing, ...series];
}

/** That everything is recorded, and nothing of strangers beside what is put in. */
export function allIsRecorded(file: RuleFile, instance: Instance, settings: Settings, atMs: number): Expectation {
  const samples = recordedBy(file, instance, settings).flatMap(({ name, series, hasObjective }) => {
    const own = name === USUAL && atMs < USUAL_KNOWN_MS ? 0 : series;
    const all = own + (name === EVALUATED ? 0 : hasObjective ? 4 : 2);
    return [{ labels: `{name=${JSON.stringify(name)}}`, value: all }];
  });
  return { atMs, expr: 'count by (name) (label_replace({__name__=~"tocsin:.+"}, "name", "$1", "__name__", "(.+)"))', samples };
}
