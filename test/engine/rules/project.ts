import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { load } from 'js-yaml';
import type { Labels } from '../../support/promtool-tests.ts';
import { generated, withoutPeriods, withoutTickets, type Scope } from '../../support/specs.ts';
import { tempDir } from '../../support/temp.ts';

/** How a test's project departs from the usual one. */
export interface Choices {
  readonly scope?: Scope;
  readonly scrape?: string;
  readonly evaluation?: string;
  /** Series that come through an exporter, whose `up` tells nothing. */
  readonly target?: 'pods' | 'none';
  readonly objectives: readonly Readonly<Record<string, unknown>>[];
  /** Only the policy's row of 6 hours: fewer rules to run, where the windows are not the point. */
  readonly fewRows?: boolean;
  /** Without the rules that only tickets read, where no ticket is looked at: those of days cost promtool half of its time. */
  readonly pagesOnly?: boolean;
  readonly absent?: string;
  readonly groupWait?: string;
  /** Of the root route of the base file. */
  readonly baseGroupWait?: string;
  /** When the counter of requests is exported. */
  readonly born?: 'at-start';
  /** Rules over the rules, with a heartbeat. */
  readonly watched?: true;
  readonly quarterStarts?: string;
  /** With tests of promtool. */
  readonly tested?: true;
  /** With what is recorded of periods. */
  readonly periods?: true;
  /** By what all durations are divided. */
  readonly timeScale?: number;
}

export const SITES = ['east', 'west'] as const;

const CONTRACT = {
  role: 'shop',
  identity: 'service',
  metrics: {
    requests_total: { type: 'counter', labels: { code: ['200', '500'], stream: 'open' } },
    served_total: { type: 'counter', labels: { stream: 'open' } },
    errors_total: { type: 'counter', labels: { kind: 'open', stream: 'open' } },
    answer_seconds: { type: 'histogram', buckets: [0.5, 1, 5], labels: { path: 'open' } },
    answer_native_seconds: { type: 'native-histogram', labels: { path: 'open' } },
    healthy: { type: 'gauge', labels: { part: 'open' } },
    probes_total: { type: 'counter', labels: { result: ['success', 'failure'] } },
  },
  indicators: {
    'total-bad': { events: { total: 'requests_total', bad: 'requests_total{code="500"}' } },
    'total-good': { events: { total: 'requests_total', good: 'requests_total{code="200"}' } },
    'good-bad': { events: { good: 'served_total', bad: 'errors_total' } },
    mixed: { events: { total: 'served_total', bad: 'errors_total' } },
    latency: { latency: { histogram: 'answer_seconds', within: '1s' } },
    'native-latency': { latency: { histogram: 'answer_native_seconds', within: '1s' } },
    'native-between': { latency: { histogram: 'answer_native_seconds', within: '750ms' } },
    health: { gauge: { up: 'healthy' } },
    probes: { events: { total: 'probes_total', bad: 'probes_total{result="failure"}' }, every: '15m' },
    rates: query('rate', '{{window}}'),
    increases: query('increase', '{{.window}}'),
    'bad-share': {
      ratio: { bad: 'sum by ({{group}}) (rate(requests_total{ {{identity}}, code="500" }[{{window}}])) / sum by ({{group}}) (rate(requests_total{ {{identity}} }[{{window}}]))' },
    },
    'unsummed-share': { ratio: { good: 'healthy{ {{identity}} }' } },
  },
};

function query(func: string, window: string): object {
  const one = (extra: string): string => `sum by ({{group}}) (${func}(requests_total{ {{identity}}${extra} }[${window}]))`;
  return { query: { total: one(''), bad: one(', code="500"') } };
}

/** Usual burn-rate rows: Google SRE Workbook, chapter 5. */
const ROWS = [
  { level: 'page', budget: '2%', long: '1h' },
  { level: 'page', budget: '5%', long: '6h' },
  { level: 'ticket', budget: '10%', long: '1d' },
  { level: 'ticket', budget: '10%', long: '3d' },
];

function documents(choices: Choices): Readonly<Record<string, object>> {
  const texts = { dashboard: 'https://grafana.example.org/d/shop', runbook: 'https://wiki.example.org/Shop' };
  const target = choices.target === 'none' ? 'none' : { up: 'up{job="pods"}', identity: 'namespace' };
  const base = {
    'tocsin.yaml': {
      kind: 'Project',
      spec: {
        prometheus: { version: '2.42', scrapeInterval: choices.scrape ?? '60s', scrapeTimeout: '10s', evaluationInterval: choices.evaluation ?? '60s', retention: '100d' },
        calendar: { quarterStarts: choices.quarterStarts ?? 'january' },
        alertmanager: { version: '0.25' },
        scope: choices.scope ?? 'site',
        policies: { workbook: choices.fewRows === true ? ROWS.slice(1, 2) : ROWS },
        classes: { critical: { policy: 'workbook', absent: choices.absent ?? 'page within 10m' } },
        ...(choices.tested === undefined ? {} : { tests: {} }),
        ...(choices.watched === undefined ? {} : { watcher: { prometheus: 'up{job="prometheus"}', team: 'keepers', class: 'critical', ...texts } }),
      },
    },
    'inventory.yaml': { kind: 'Inventory', spec: { source: 'a test', sites: SITES, instances: { shop: { contract: 'shop', identity: 'shop-main' } } } },
    'contract.yaml': { kind: 'Contract', name: 'shop', spec: { ...CONTRACT, metrics: { ...CONTRACT.metrics, requests_total: { ...CONTRACT.metrics.requests_total, ...(choices.born === undefined ? {} : { born: choices.born }) } }, target, objectives: choices.objectives.map((one) => ({ target: '99.9%', period: '30d', ...one })) } },
    'shop.yaml': { kind: 'Instance', name: 'shop', spec: { class: 'critical', team: 'us', ...texts } },
    ...(!hasRoutes(choices)
      ? {}
      : { 'routing.yaml': { kind: 'Routing', spec: { base: 'base.yml', insert: 'first', teams: {}, default: { page: 'all', ticket: 'all' }, groupBy: ['alertname', 'service', 'site'], ...(choices.groupWait === undefined ? {} : { groupWait: choices.groupWait }), ...(choices.watched === undefined ? {} : { watchdog: { receiver: 'all' } }) } } }),
  };
  return Object.fromEntries(Object.entries(base).map(([file, { kind, spec, ...rest }]) => [file, { apiVersion: 'tocsin/v1', kind, metadata: { name: 'name' in rest ? rest.name : 'test' }, spec }]));
}

function hasRoutes({ groupWait, baseGroupWait, watched }: Choices): boolean {
  return groupWait !== undefined || baseGroupWait !== undefined || watched !== undefined;
}

/** The folder of a test's project, for those that run a command themselves. */
export function projectFolder(choices: Choices): string {
  const files = Object.entries(documents(choices)).map(([file, text]) => [`slo-specs/${file}`, JSON.stringify(text)]);
  return tempDir({
    ...(Object.fromEntries(files) as Record<string, string>),
    ...(!hasRoutes(choices) ? {} : { 'slo-specs/base.yml': `route: { receiver: all${choices.baseGroupWait === undefined ? '' : `, group_wait: ${choices.baseGroupWait}`} }\nreceivers: [{ name: all, webhook_configs: [{ url: "http://127.0.0.1:9/" }] }]\n` }),
  });
}

/** What is generated for a project, and what its specs say of the series it reads. */
export interface Project {
  /** The one rule file of the scope, or that of the site `east`. */
  readonly rules: string;
  /** That of the watcher, where there is one. */
  readonly watcher: string;
  readonly facts: Facts;
}

export async function project(choices: Choices): Promise<Project> {
  const dir = projectFolder(choices);
  const files = await generated(dir, choices.timeScale);
  const folder = `rules/${choices.scope === 'global' ? 'global' : SITES[0]}`;
  const rules = files[`${folder}/shop.yaml`];
  if (rules === undefined) throw new Error(`no rules of the shop among ${Object.keys(files).join(', ')}`);
  const kept = choices.periods === true ? rules : withoutPeriods(rules);
  return { rules: choices.pagesOnly === true ? withoutTickets(kept) : kept, watcher: files[`${folder}/tocsin-watcher.yaml`] ?? '', facts: readFacts(dir, choices.scope ?? 'site') };
}

/** Labels of input series, by the inventory and the contract: never by the rules under test. */
export interface Facts {
  /** Of every series of the instance. */
  readonly identity: Labels;
  /** That only `up` has; undefined where the contract has no targets. */
  readonly up: Labels | undefined;
  /** Where the site is an ordinary label, it is one of every series. */
  readonly at: (site: (typeof SITES)[number]) => Labels;
}

function readFacts(dir: string, scope: Scope): Facts {
  const read = (file: string): object => (load(readFileSync(join(dir, 'slo-specs', file), 'utf8')) as { readonly spec: object }).spec;
  const inventory = read('inventory.yaml') as { readonly instances: { readonly shop: { readonly identity: string } } };
  const contract = read('contract.yaml') as { readonly identity: string; readonly target: 'none' | { readonly up: string; readonly identity: string } };
  const { identity } = inventory.instances.shop;
  const job = contract.target === 'none' ? undefined : /job="(.*?)"/.exec(contract.target.up)?.[1];
  return {
    identity: { [contract.identity]: identity },
    up: contract.target === 'none' || job === undefined ? undefined : { [contract.target.identity]: identity },
    at: (site) => (scope === 'global' ? { site } : {}),
  };
}

/** Labels that a target of the shop gives to its series. */
export function targetOf(instance: string, job = 'pods'): Labels {
  return { job, instance };
}
