import { formatDuration } from '../model/duration.ts';
import type { Model, Period } from '../model/model.ts';
import { toPercentage } from '../model/rational.ts';
import { printPretty } from '../promql/print.ts';
import { burnNumbers } from './burn-numbers.ts';
import type { About, Caveat, Explanation, RuleText, Told } from './explanation.ts';
import type { FoundAlert, Place } from './find-alert.ts';
import { ROLE_CHECKS, WORDS } from './first-checks.ts';

/** What comes from outside the specs. */
export interface Surroundings {
  /** Where the alert goes; undefined where the project has no routes. */
  readonly told: readonly Told[] | undefined;
  /** Commands that make this failure happen. */
  readonly drills: readonly string[];
}

/** All that specs, rules and routes say of an alert. */
export function explainAlert(model: Model, found: FoundAlert, { told, drills }: Surroundings): Explanation {
  const { owner, hazard, level } = found;
  const about = aboutOf(found);
  const words = WORDS[hazard];
  const fill = (text: string): string =>
    text
      .replaceAll('{instance}', about.name)
      .replaceAll('{objective}', about.objective?.name ?? 'it')
      .replaceAll('{team}', about.team)
      .replaceAll('{sites}', about.sites.join(', '));
  const objective = owner.kind === 'instance' ? owner.objective : undefined;
  const isBurn = hazard === 'error-burn' || hazard === 'canary-failing';
  const [first] = found.places;
  return {
    alert: found.name,
    hazard,
    level,
    about,
    means: fill(words.means),
    burn: owner.kind === 'instance' && isBurn && objective !== undefined && level !== undefined ? burnNumbers(model.settings, owner.instance, objective, level) : undefined,
    patienceMs: first?.rule.forMs ?? first?.rule.heldMs,
    checks: [...(ROLE_CHECKS[about.role ?? '']?.[hazard] ?? []), ...words.checks].map(fill),
    caveats: owner.kind === 'instance' ? caveatsOf(found) : [],
    witnesses: owner.kind === 'instance' ? owner.instance.witnesses : [],
    told,
    rules: found.places.map(ruleText),
    drills,
  };
}

function aboutOf({ owner, places }: FoundAlert): About {
  if (owner.kind === 'watcher') {
    const { name, className, team } = owner.watcher;
    return { name, role: undefined, description: undefined, className, team, sites: [...new Set(places.flatMap(({ file }) => file.sites))].sort(), objective: undefined };
  }
  const { instance, objective } = owner;
  return {
    name: instance.name,
    role: instance.contract.role,
    description: instance.description,
    className: instance.className,
    team: instance.team,
    sites: instance.sites,
    objective: objective === undefined ? undefined : { name: objective.name, description: objective.description, target: toPercentage(objective.target), period: periodText(objective.period) },
  };
}

function periodText(period: Period): string {
  return period.kind === 'rolling' ? formatDuration(period.ms) : `a calendar ${period.kind}`;
}

/** What the contract says of metrics that the person may look at: those that are exported. */
function caveatsOf({ owner }: FoundAlert): readonly Caveat[] {
  if (owner.kind !== 'instance') return [];
  return [...owner.instance.contract.metrics].flatMap(([metric, { blind, caveat, proposed }]): readonly Caveat[] =>
    proposed !== undefined
      ? []
      : [...(caveat === undefined ? [] : [{ metric, kind: 'caveat' as const, text: caveat }]), ...(blind === undefined ? [] : [{ metric, kind: 'blind' as const, text: blind.because }])],
  );
}

function ruleText({ file, rule }: Place): RuleText {
  return { path: file.path, where: file.forRuler === true ? `the ruler of ${file.sites.join(', ')}` : file.sites.join(', '), expr: printPretty(rule.expr), annotations: rule.annotations };
}
