import type { AlertmanagerConfig } from '../alertmanager/config.ts';
import { expectedAlerts, type ExpectedAlert, type LoadedRules } from '../coverage/alerts.ts';
import { Inhibitions } from '../coverage/inhibitions.ts';
import type { RuleGroup } from '../drift/rule-file.ts';
import type { Model } from '../model/model.ts';
import { sitesOf } from '../model/sites.ts';
import type { Labels } from '../routing/labels.ts';
import { routeTree } from '../routing/tree.ts';
import { pathsOfOthers, type Kind } from './kinds.ts';
import { Reaches } from './reach.ts';
import { peopleOf } from './receivers.ts';
import type { Stage } from './rehearsal.ts';
import { Renaming } from './renaming.ts';
import type { SoundKind } from './sound-kinds.ts';
import { RuleSet } from './rule-set.ts';
import { TwinAlert } from './twin-rules.ts';

/** A rule file as text read back, with where it is loaded. */
export interface GivenRules {
  readonly path: string;
  /** May be read when somebody asks. */
  readonly groups: readonly RuleGroup[];
  /** Name of the instance whose rules it holds, where it is one of ours. */
  readonly owner: string | undefined;
  /** The site whose Prometheus loads it; `all` for one that sees all sites; undefined for every site's. */
  readonly where: string | undefined;
}

export const ALL_SITES = 'all';

/** What a proof stands on: rules and routes as texts that were read back. */
export interface GroundInput {
  readonly model: Model;
  readonly rules: readonly GivenRules[];
  readonly config: AlertmanagerConfig;
  /** Instances that differ in names only: of each kind the rules of a few are read, and those of others follow from them. */
  readonly kinds?: readonly SoundKind[];
  /** Muting is looked for from here; milliseconds since 1970. */
  readonly from: number;
}

/** The rules as each Prometheus loads them, and where alerts go. */
export interface Ground {
  readonly stages: readonly Stage[];
  /** Every alert, as it will reach Alertmanager. */
  readonly alerts: readonly ExpectedAlert[];
  readonly reaches: Reaches;
}

/** Lays out what proofs and drills read. */
export function groundOf({ model, rules, config, from, kinds = [] }: GroundInput): Ground {
  const others = pathsOfOthers(kinds);
  const loadable = rules.filter((file) => !others.has(file.path) && isLoadable(file));
  const alerts = alertsOf(model, kinds.length === 0 ? loadable : rules, kinds, new Set(loadable));
  const inhibitions = new Inhibitions(config.inhibitRules, alerts, Object.values(model.settings.labels));
  return {
    stages: stagesOf(model, loadable),
    alerts,
    reaches: new Reaches({ root: routeTree(config.route), config, people: peopleOf(config, model.routing), inhibitions, labels: model.settings.labels, from }),
  };
}

/** The alerts of all files, in their order. */
function alertsOf(model: Model, rules: readonly GivenRules[], kinds: readonly Kind[], loadable: ReadonlySet<GivenRules>): readonly ExpectedAlert[] {
  const twins = new Map(kinds.flatMap(({ first, others }) => others.flatMap(({ names, paths }) => [...paths].map(([original, path]) => [path, { original, renaming: new Renaming(first.names, names) }] as const))));
  // The first of a kind may come after others.
  const read = new Map(rules.flatMap((file) => (loadable.has(file) ? [[file.path, expectedAlerts(loadedOf(model, file))] as const] : [])));
  return rules.flatMap((file) => {
    const twin = twins.get(file.path);
    return twin === undefined ? (read.get(file.path) ?? []) : (read.get(twin.original) ?? []).map((one) => new TwinAlert(one, twin.renaming, file.path));
  });
}

/** Prometheus refuses a file in which the name of a group comes twice, and all of its rules with it. */
export function isLoadable({ groups }: GivenRules): boolean {
  return new Set(groups.map(({ name }) => name)).size === groups.length;
}

/** Each Prometheus with the rules that it loads, and what it sees. */
function stagesOf({ settings, instances }: Model, rules: readonly GivenRules[]): readonly Stage[] {
  const sites = sitesOf(instances);
  const set = (isLoaded: (file: GivenRules) => boolean): RuleSet => new RuleSet(rules.filter(isLoaded), settings.evaluationIntervalMs);
  if (settings.scope === 'global') return [{ sees: 'everything', site: undefined, set: set(() => true) }];
  return [
    ...sites.map((site): Stage => ({ sees: 'site', site, set: set(({ where }) => where === undefined || where === site) })),
    ...(settings.allSites ? [{ sees: 'recorded' as const, site: undefined, set: set(({ where }) => where === ALL_SITES) }] : []),
  ];
}

/** The labels that the Prometheus of a file adds; a file of every site's Prometheus is loaded once for each. */
function loadedOf({ settings, instances }: Model, file: GivenRules): readonly LoadedRules[] {
  const { path, groups, where } = file;
  const external = (site: string): Labels => ({ [settings.labels.site]: site });
  if (settings.scope === 'global' || where === ALL_SITES) return [{ path, groups, external: {} }];
  const sites = where === undefined ? sitesOf(instances) : [where];
  return sites.map((site) => ({ path, groups, external: external(site) }));
}
