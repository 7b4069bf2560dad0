import type { InhibitRule, Matcher, MatchOp, RouteNode } from './config.ts';
import { scaleMark } from './markers.ts';

/** The receivers of one team, by level. */
export interface Receivers {
  readonly page: string;
  readonly ticket: string;
}

/** How long notifications of a group wait, as Alertmanager writes durations; what is absent is inherited from the base's root. */
export interface Timing {
  readonly groupWait?: string;
  readonly groupInterval?: string;
  readonly repeatInterval?: string;
}

/** All that the generated part of the Alertmanager configuration depends on. */
export interface RoutingPlan {
  /** The label that every alert of this project carries and no other alert does. */
  readonly marker: { readonly label: string; readonly value: string };
  /** Names of the alert labels that routing reads. */
  readonly labels: {
    readonly severity: string;
    readonly team: string;
    readonly instance: string;
    readonly site: string;
    readonly objective: string;
  };
  /** Values of the severity label, by level. */
  readonly severities: { readonly page: string; readonly ticket: string };
  readonly teams: readonly { readonly team: string; readonly receivers: Receivers }[];
  /** For teams without a line of their own, and for alerts without a team. */
  readonly fallback: { readonly receivers: Receivers };
  readonly groupBy: readonly string[];
  readonly timing?: Timing;
  /** By what times are divided, in output for tests. */
  readonly timeScale?: number;
  /** Where the heartbeat goes, by the hazard that marks it, and its timing. */
  readonly watchdog?: { readonly hazard: Matcher; readonly receiver: string; readonly timing: Required<Timing> };
}

/** The generated part: one child of the root route, and the inhibition among its alerts. */
export interface Subtree {
  readonly route: RouteNode;
  readonly inhibitRules: readonly InhibitRule[];
}

/**
 * Routes for the alerts that carry the marker, and for no other alert.
 * Each list of children ends in one without matchers, so no team and no severity, known or not, falls through.
 */
export function subtree(plan: RoutingPlan): Subtree {
  const { marker, labels, fallback } = plan;
  const teams = [...plan.teams].sort((a, b) => (a.team < b.team ? -1 : a.team > b.team ? 1 : 0));
  const route: RouteNode = {
    ...node([is(marker.label, '=', marker.value)], fallback.receivers.page),
    ...(plan.timeScale === undefined ? {} : { comment: scaleMark(plan.timeScale) }),
    ...plan.timing,
    groupBy: plan.groupBy,
    routes: [
      ...watchdogRoute(plan),
      ...teams.map(({ team, receivers }) => perSeverity(plan, receivers, [is(labels.team, '=', team)])),
      { ...perSeverity(plan, fallback.receivers, []), comment: 'any other team' },
    ],
  };
  return { route, inhibitRules: [inhibition(plan)] };
}

/** Before all others: the heartbeat carries a team and a severity as every alert does, and would reach a person by them. */
function watchdogRoute({ watchdog }: RoutingPlan): readonly RouteNode[] {
  if (watchdog === undefined) return [];
  return [{ ...node([watchdog.hazard], watchdog.receiver), ...watchdog.timing, comment: 'the heartbeat, for a receiver that notices when it stops' }];
}

function perSeverity({ labels, severities }: RoutingPlan, receivers: Receivers, matchers: readonly Matcher[]): RouteNode {
  return {
    ...node(matchers, receivers.page),
    routes: [
      node([is(labels.severity, '=', severities.page)], receivers.page),
      node([is(labels.severity, '=', severities.ticket)], receivers.ticket),
      { ...node([], receivers.page), comment: 'any other severity' },
    ],
  };
}

/**
 * A page silences the ticket of its own objective.
 * Two alerts that both lack a label count as equal in it, so each label of `equal` must also be there.
 */
function inhibition({ marker, labels, severities }: RoutingPlan): InhibitRule {
  const side = (severity: string): readonly Matcher[] => [
    is(marker.label, '=', marker.value),
    is(labels.severity, '=', severity),
    ...[labels.instance, labels.site, labels.objective, labels.team].map((label) => is(label, '!=', '')),
  ];
  return {
    sourceMatchers: side(severities.page),
    targetMatchers: side(severities.ticket),
    equal: [labels.instance, labels.site, labels.objective, labels.team],
    comment: 'a page silences the ticket of the same objective to the same team, and nothing else',
  };
}

function is(label: string, op: MatchOp, value: string): Matcher {
  return { label, op, value };
}

function node(matchers: readonly Matcher[], receiver: string): RouteNode {
  return { matchers, receiver, continue: false, muteTimeIntervals: [], activeTimeIntervals: [], routes: [] };
}
