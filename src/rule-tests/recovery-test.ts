import type { BurnRow, Recovery } from '../model/burn-policy.ts';
import { MINUTE } from '../model/duration.ts';
import type { Objective } from '../model/model.ts';
import type { AlertingRule, RuleFile } from '../rules/rule.ts';
import { alertsOf, burnAlertsOf } from './budget-test.ts';
import { ENOUGH_TIMES, ratioFor } from './burn-course.ts';
import { siteOf, type Cast } from './cast.ts';
import { alertIs, type RuleTest } from './expectation.ts';
import { dayAfter, diluting, givenEvents, MANY, type Arrival } from './row-test.ts';
import { up } from './grid.ts';
import { ofSite } from './recorded.ts';
import { named, stretches, type Stretch } from './values.ts';

/** They came so long before the longest window that may end the firing. */
const BEFORE_MS = 15 * MINUTE;
/** An alert that fires was told so long ago. */
const FIRES_MS = 2 * MINUTE;

/** What fires already when a row is looked at. */
type Firing = 'own' | 'others';

interface Day {
  readonly row: BurnRow;
  readonly atMs: number;
  readonly firing: Firing;
  readonly goesOn: boolean;
}

/**
 * How a firing ends: it goes on while nothing comes, and each of the windows that may end it does so alone. Another alert that
 * fires, or the same one while it is pending, lets nothing go on.
 */
export function recoveryTest(cast: Cast, file: RuleFile): RuleTest | undefined {
  const { model, instance } = cast;
  const { settings } = model;
  const intervalMs = settings.evaluationIntervalMs;
  const site = siteOf(settings, instance);
  const alerts = alertsOf(file);
  const played = instance.objectives.map((objective) => ({ objective, ...daysOf(objective, intervalMs) }));
  const endMs = Math.max(0, ...played.flatMap(({ days }) => days.map(({ atMs }) => atMs)));
  if (endMs === 0) return undefined;
  const rulesOf = (objective: Objective, { row }: Day): readonly AlertingRule[] => burnAlertsOf(alerts, objective, settings.labels.objective, settings.severities[row.level], settings.labels.severity);
  const told = new Map<string, Stretch[]>();
  const expectations = played.flatMap(({ objective, days }) =>
    days.flatMap((day) =>
      rulesOf(objective, day).map((rule) => {
        const is = (alertstate: string, alertname = rule.alert): string => named('ALERTS', { alertname, alertstate, ...ofSite(cast), given: objective.name });
        for (const name of day.firing === 'own' ? [is('firing')] : [is('pending'), is('firing', 'Stranger')]) {
          told.set(name, [...(told.get(name) ?? []), { untilMs: day.atMs - FIRES_MS, value: undefined }, { untilMs: day.atMs + intervalMs, value: 1 }]);
        }
        return alertIs(settings, rule, day.goesOn, day.atMs, site);
      }),
    ),
  );
  const series = [
    ...played.flatMap(({ objective, arrivals }) => givenEvents(cast, objective, arrivals, endMs)),
    ...[...told].map(([name, values]) => ({ series: name, values: stretches(intervalMs, values.toSorted((a, b) => a.untilMs - b.untilMs)) })),
  ];
  return { name: `${instance.name}: a firing goes on until one of its windows holds enough good events`, intervalMs, series, expectations };
}

/** For each row a day on which nothing came since its failure, one on which only others fire, and one for each window that ends it. */
function daysOf(objective: Objective, intervalMs: number): { readonly arrivals: readonly Arrival[]; readonly days: readonly Day[] } {
  const arrivals: Arrival[] = [];
  const days: Day[] = [];
  let now = 0;
  for (const row of objective.rows.toSorted((a, b) => b.longMs - a.longMs)) {
    const { recovery } = row;
    if (recovery === undefined || recovery.enough.of === 'events') continue;
    const failedMs = Math.max(...recovery.windowsMs) + BEFORE_MS;
    if (failedMs + BEFORE_MS > row.longMs) continue;
    const ratio = ratioFor(row, objective.rows);
    const day = (firing: Firing, goesOn: boolean, good: readonly Omit<Arrival, 'bad'>[] = []): void => {
      arrivals.push(diluting(row, objective.rows, now, intervalMs), { atMs: up(now - failedMs, intervalMs), events: Math.round(MANY / ratio), bad: MANY }, ...good.map((one) => ({ ...one, bad: 0 })));
      days.push({ row, atMs: now, firing, goesOn });
    };
    now = dayAfter(now, row);
    day('own', true);
    now = dayAfter(now, row);
    day('others', false);
    for (const [index, windowMs] of recovery.windowsMs.entries()) {
      now = dayAfter(now, row);
      // In this window, and in no shorter one.
      day('own', false, [{ atMs: up(now - (windowMs + (recovery.windowsMs[index - 1] ?? 0)) / 2, intervalMs), events: enoughFor(recovery, ratio) }]);
    }
  }
  return { arrivals, days };
}

/** Good events that say that all is well, where ten times as many were needed they would not. */
function enoughFor({ enough }: Recovery, ratio: number): number {
  return Math.round((ENOUGH_TIMES * enough.moreThan) / ratio);
}
