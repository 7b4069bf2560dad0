import type { Settings } from '../model/model.ts';
import type { AlertingRule } from '../rules/rule.ts';

/** A query at a moment of a test, and all that it must give. */
export interface Expectation {
  readonly atMs: number;
  readonly expr: string;
  readonly samples: readonly { readonly labels: string; readonly value: number }[];
}

/** One test: what is scraped, and what the rules must make of it. */
export interface RuleTest {
  readonly name: string;
  readonly intervalMs: number;
  readonly series: readonly { readonly series: string; readonly values: string }[];
  readonly expectations: readonly Expectation[];
}

/** How many alerts of a rule fire at a moment, with all the labels that routes read; on one site, where the site is a label. */
export function alertIs(settings: Settings, rule: AlertingRule, alerts: number | boolean, atMs: number, site?: string): Expectation {
  // A label that is a template is of the series that fires.
  const own = Object.entries(rule.labels).filter(([, value]) => !value.includes('{{'));
  const where = settings.scope === 'site' || site === undefined ? {} : { [settings.labels.site]: site };
  const labels = { alertname: rule.alert, alertstate: 'firing', ...Object.fromEntries(own), ...where };
  const text = Object.entries(labels).map(([label, value]) => `${label}=${JSON.stringify(value)}`).join(', ');
  return { atMs, expr: `count(ALERTS{${text}})`, samples: Number(alerts) > 0 ? [{ labels: '{}', value: Number(alerts) }] : [] };
}

/** How long the condition of an alert must hold until it fires, in milliseconds. */
export function patienceOf({ forMs, heldMs }: AlertingRule): number {
  return forMs ?? heldMs ?? 0;
}

/** A condition that must hold. */
export function holds(condition: string, atMs: number): Expectation {
  return { atMs, expr: condition, samples: [{ labels: '{}', value: 1 }] };
}

/** A series has a value from one number to another. */
export function between(series: string, least: number, most: number, atMs: number): Expectation {
  return holds(least === most ? `count(${series} == ${String(least)})` : `count(${series} >= ${digits(least)} <= ${digits(most)})`, atMs);
}

function digits(value: number): string {
  return String(Number(value.toPrecision(9)));
}
