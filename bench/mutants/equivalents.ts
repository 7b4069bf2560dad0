import type { Fault, Mutant, RuleFault, RuleFileText } from './fault.ts';
import { loosened, rulesOf, written, type LooseFile, type LooseRule } from './rule-file.ts';
import { everyRoute, ofConfig } from './route-faults.ts';

/** A change of a file that means nothing. */
function ofFile(name: string, happened: string, change: (file: LooseFile) => void): RuleFault {
  return {
    on: 'rules',
    name,
    happened,
    isEquivalent: true,
    mutants(file: RuleFileText): readonly Mutant[] {
      const made = loosened(file.text);
      const before = written(made);
      change(made);
      const text = written(made);
      return text === before ? [] : [{ where: file.path, text, breaks: [] }];
    },
  };
}

function ofRules(name: string, happened: string, change: (rule: LooseRule) => void): RuleFault {
  return ofFile(name, happened, (file) => {
    for (const { rule } of rulesOf(file)) change(rule);
  });
}

/** Alerts of a group the other way round, among its recordings. */
function alertsReversed(rules: readonly LooseRule[]): LooseRule[] {
  const alerts = rules.filter(({ alert }) => alert !== undefined);
  return rules.map((rule) => (rule.alert === undefined ? rule : (alerts.pop() ?? rule)));
}

/** Changes of which nothing may be told. */
export const EQUIVALENTS: readonly Fault[] = [
  ofFile('groups reordered', 'Groups are evaluated side by side, in no order.', (file) => file.groups.reverse()),
  ofFile('alerts reordered', 'Alerts of a group read its recordings, not each other.', ({ groups }) => groups.forEach((group) => (group.rules = alertsReversed(group.rules)))),
  ofRules('expressions on one line', 'A formatter joins the lines of an expression.', (rule) => (rule.expr = rule.expr.replaceAll(/\s+/g, ' '))),
  ofRules('expressions in brackets', 'Brackets around the whole mean nothing.', (rule) => (rule.expr = `(\n${rule.expr}\n)`)),
  ofRules('matchers reordered', 'Matchers of a selector have no order.', (rule) => {
    rule.expr = rule.expr.replaceAll(/\{([^{}"]*"[^"]*"(?:,[^{}"]*"[^"]*")+),?\s*\}/g, (_, inside: string) => `{${[...inside.matchAll(/[^,{}"\s]+\s*"[^"]*"/g)].map(([one]) => one).reverse().join(', ')}}`);
  }),
  ofRules('matchers as regular expressions', 'A word matches itself only.', (rule) => (rule.expr = rule.expr.replaceAll(/\b(tocsin_instance|service|event_service_name)="([\w-]+)"/g, '$1=~"$2"'))),
  ofRules('annotations changed', 'Texts for people are rewritten.', ({ annotations }) => {
    if (annotations !== undefined) annotations['summary'] = 'look at the dashboard';
  }),
  ofRules('a label added', 'Somebody wants to sort alerts by tier.', ({ alert, labels }) => {
    if (alert !== undefined && labels !== undefined) labels['tier'] = 'one';
  }),
  ofRules('durations in seconds', 'Twelve minutes are 720 seconds.', (rule) => {
    if (rule.for !== undefined) rule.for = rule.for.replace(/^(\d+)m$/, (_, minutes: string) => `${Number(minutes) * 60}s`);
  }),
  ofFile('an unrelated alert added', 'Somebody adds an alert on the disk of the broker.', ({ groups }) => groups[0]?.rules.push({ alert: 'BrokerDiskFull', expr: 'node_filesystem_avail_bytes{job="kafka"} < 1e9', labels: { severity: 'warning', team: 'sre' } })),
  ofFile('an unused recording added', 'A dashboard wants another rate.', ({ groups }) => groups[0]?.rules.push({ record: 'dashboard:requests:rate5m', expr: 'sum(rate(http_requests_total{job="dashboard"}[5m]))' })),
  ofConfig('an unused receiver added', 'A receiver is prepared for a team that is to come.', [['the end', (config) => config.receivers.push({ name: 'team-to-come', webhook_configs: [{ url: 'http://127.0.0.1:19190/new' }] })]], undefined),
  ofConfig('a route that continues added', 'Another log is written before anybody is told.', [['the root', (config) => config.route.routes?.unshift({ receiver: 'logger', continue: true })]], undefined),
  ofConfig('a route of another team added', 'A team with matchers of its own stands before all others.', [['the root', (config) => config.route.routes?.unshift({ receiver: 'default', matchers: ['team="search"'] })]], undefined),
  ofConfig('matchers of routes written otherwise', 'Quotes and regular expressions that mean the same.', [
    ['as regular expressions', (config) => everyRoute(config.route).forEach((route) => (route.matchers = route.matchers?.map((one) => one.replace(/^([a-z]+)="([\w-]+)"$/, '$1=~"$2"')) ?? []))],
    ['without quotes', (config) => everyRoute(config.route).forEach((route) => (route.matchers = route.matchers?.map((one) => one.replaceAll('"', '')) ?? []))],
  ], undefined),
  ofConfig('severity misspelt before a catch-all', 'Whatever severity no route of a team knows goes to those who are paged.', [['the page routes', (config) => everyRoute(config.route).forEach((route) => (route.matchers = route.matchers?.map((one) => (one === 'severity="page"' && route.receiver === 'data-platform-page' ? 'severity="pgae"' : one)) ?? []))]], undefined),
  ofConfig('grouped by more', 'A label more tells notifications apart still better.', [['every route that groups', (config) => everyRoute(config.route).forEach((route) => route.group_by?.push('slo'))]], undefined),
  ofConfig('repeated less often', 'How often a notification comes again is not when it comes first.', [['the root', (config) => Object.assign(config.route, { repeat_interval: '12h' })]], undefined),
];
