import { problem } from '../diagnostics/diagnostic.ts';
import { nearName } from '../diagnostics/near-name.ts';
import { formatDuration } from '../model/duration.ts';
import type { Instance, Objective } from '../model/model.ts';
import type { Path } from '../source/document.ts';
import type { AlertingRule, RuleFile } from '../rules/rule.ts';
import { recordedLabels, windowName, RECORDED_OBJECTIVE } from '../rules/series.ts';
import type { DrillDocument, Lookup } from './lookup.ts';
import { momentMs, share } from './moments.ts';
import { isMeant } from './needed-groups.ts';
import type { AlertChoice, Expectation, ExpectedValue } from './scenario.ts';

type Written = DrillDocument['spec']['expect'][number];

/** What expectations are held against: the times of the drill and the rules there are. */
export interface Ground {
  readonly sites: readonly string[];
  readonly durationMs: number;
  readonly stepMs: number;
  readonly objective: Objective | undefined;
  readonly rules: readonly RuleFile[];
}

/** One line of `expect`. What no rule could ever tell is refused, since it would be met or missed for ever. */
export function readExpectation(lookup: Lookup, written: Written, index: number, ground: Ground): Expectation | undefined {
  const path: Path = ['expect', index];
  const instance = lookup.instance(written.instance ?? lookup.document.spec.instance, [...path, 'instance']);
  if (instance === undefined) return undefined;
  const before = lookup.sink.sorted.length;
  const moment = (key: 'at' | 'by' | 'from' | 'until'): number | undefined => (written[key] === undefined ? undefined : evaluation(lookup, written[key], [...path, key], ground));
  const [at, by, from, until] = [moment('at'), moment('by'), moment('from'), moment('until')];
  const [fromMs, untilMs] = [at ?? from ?? 0, at ?? by ?? until ?? lastOf(ground)];
  if (untilMs < fromMs) lookup.sink.report(problem('TOC805', 'this span ends before it begins', { at: lookup.at(...path), help: 'swap the two moments' }));
  const sites = lookup.sites(instance, written.site ?? 'all', ground.sites, [...path, 'site']);
  const objective = written.objective === undefined ? undefined : lookup.objective(instance, written.objective, [...path, 'objective']);
  const expected = { instance, sites, objective, labels: written.labels ?? {}, at: lookup.at(...path), when: whenText(written) };
  const told = written.firing ?? written.quiet;
  if (told === undefined) {
    const judged = objective ?? (instance.name === lookup.document.spec.instance ? ground.objective : undefined);
    const value = readValue(lookup, written, path, { instance, objective: judged, atMs: fromMs }, ground);
    return value === undefined || lookup.sink.sorted.length > before ? undefined : { ...expected, objective: judged, ...value };
  }
  const alerts = readAlerts(lookup, told, instance, [...path, written.firing === undefined ? 'quiet' : 'firing'], ground);
  if (alerts === undefined || lookup.sink.sorted.length > before) return undefined;
  if (written.firing === undefined) return { ...expected, kind: 'quiet', alerts, fromMs, untilMs };
  return { ...expected, kind: 'firing', mode: by === undefined ? 'throughout' : 'sometime', alerts, fromMs, untilMs };
}

function lastOf({ durationMs, stepMs }: Ground): number {
  return Math.floor(durationMs / stepMs) * stepMs;
}

/** As written: `by 1h3m`, `from 1h until 2h`. */
function whenText({ at, by, from, until }: Written): string {
  if (at !== undefined) return `at ${at}`;
  const words = [from === undefined ? '' : `from ${from}`, until === undefined ? '' : `until ${until}`, by === undefined ? '' : `by ${by}`];
  return words.filter((word) => word !== '').join(' ');
}

/** A moment of an evaluation; others see nothing of their own. */
function evaluation(lookup: Lookup, text: string, path: Path, { durationMs, stepMs }: Ground): number {
  const ms = lookup.moment(text, durationMs, path);
  if (ms % stepMs !== 0) {
    lookup.sink.report(problem('TOC805', `no evaluation takes place at ${text}`, { at: lookup.at(...path), help: `this drill is evaluated every ${formatDuration(stepMs)}: choose a multiple of it, or give the drill a shorter \`step\`` }));
  }
  return ms;
}

function readAlerts(lookup: Lookup, text: string, instance: Instance, path: Path, { rules }: Ground): AlertChoice | undefined {
  const words = text.split(' ');
  const level = words[0] === 'page' || words[0] === 'ticket' ? words[0] : undefined;
  const hazard = words[0] === 'any' ? undefined : words[level === undefined ? 0 : 1];
  const { labels, severities } = lookup.model.settings;
  const alerts = rules.filter((file) => file.instance === instance.name).flatMap(({ groups }) => groups.flatMap((group) => group.rules.filter((rule): rule is AlertingRule => rule.kind === 'alert')));
  const hazards = [...new Set(alerts.map((alert) => alert.labels[labels.hazard] ?? ''))];
  const isTold = alerts.some((alert) => isMeant({ level, hazard }, alert, lookup.model.settings));
  if (isTold) return { level, hazard };
  const help = `alerts of ${instance.name}: ${[...new Set(alerts.map((alert) => `${alert.labels[labels.severity] === severities.page ? 'page' : 'ticket'} ${alert.labels[labels.hazard] ?? ''}`))].join(', ')}`;
  lookup.sink.report(problem('TOC806', `no alert of ${instance.name} is a \`${text}\``, { at: lookup.at(...path), suggestion: hazard === undefined ? undefined : nearName(hazard, hazards), help }));
  return undefined;
}

interface Asked {
  readonly instance: Instance;
  readonly objective: Objective | undefined;
  readonly atMs: number;
}

function readValue(lookup: Lookup, written: Written, path: Path, { instance, objective, atMs }: Asked, { rules }: Ground): ExpectedValue | undefined {
  const { value, is, within } = written;
  const named = written.window ?? 'period';
  if (value === undefined || is === undefined) return undefined;
  if (objective === undefined) {
    lookup.sink.report(problem('TOC801', `whose \`${value}\` is not said`, { at: lookup.at(...path), help: `name an \`objective\`: ${instance.objectives.map((one) => one.name).join(', ')}` }));
    return undefined;
  }
  const window = named === 'period' ? named : momentMs(named);
  const windows = recordedWindows(rules, instance, objective);
  if (window !== 'period' && !windows.includes(windowName('total', window))) {
    const known = windows.map((name) => name.replace(/^.*increase/, '')).join(', ');
    lookup.sink.report(problem('TOC806', `nothing is recorded over ${named} for \`${objective.name}\``, { at: lookup.at(...path, 'window'), help: `recorded windows: ${known}, period` }));
  }
  const number = is === 'none' ? undefined : typeof is === 'number' ? is : share(is);
  // A hair of tolerance where none is given, for what binary fractions cannot hold.
  const tolerance = number === undefined ? 0 : Math.abs(number) * (within === undefined ? 1e-9 : share(within));
  return { kind: 'value', value, window, atMs, is: number, isText: `${is}${within === undefined ? '' : ` ±${within}`}`, tolerance };
}

/** Names of the windows of all events that the rules record for an objective. */
function recordedWindows(rules: readonly RuleFile[], instance: Instance, objective: Objective): readonly string[] {
  const own = recordedLabels(instance, objective)[RECORDED_OBJECTIVE];
  const groups = rules.filter((file) => file.instance === instance.name).flatMap((file) => file.groups);
  const ofObjective = groups.filter(({ rules: all }) => all.some((rule) => rule.kind === 'record' && rule.labels[RECORDED_OBJECTIVE] === own));
  return [...new Set(ofObjective.flatMap((group) => group.rules.flatMap((rule) => (rule.kind === 'record' && rule.record.startsWith(windowName('total', 0).replace('0s', '')) ? [rule.record] : []))))];
}
