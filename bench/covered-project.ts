import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const CONTRACTS = 3;
/** Two routes each: one for pages, one for tickets. */
const TEAMS = 150;
/** Every hazard that an instance can owe. */
export const HAZARDS = 12;

/** Routes of a project, the root left out. */
export const ROUTES = TEAMS * 2;

/** Writes a specs folder of instances each of which can fail in all ways that are known, on two sites, and belongs to one of many teams. */
export function writeCoveredProject(folder: string, instances: number): void {
  const names = Array.from({ length: instances }, (_, n) => ({ name: `intake-${n}`, contract: `kind-${n % CONTRACTS}`, team: `team-${n % TEAMS}` }));
  for (const sub of ['contracts', 'instances']) mkdirSync(join(folder, sub), { recursive: true });
  writeFileSync(join(folder, 'tocsin.yaml'), PROJECT);
  writeFileSync(join(folder, 'routing.yaml'), ROUTING);
  writeFileSync(join(folder, 'alertmanager.base.yml'), BASE);
  writeFileSync(join(folder, 'inventory.yaml'), `${INVENTORY}${names.map(({ name, contract }) => `    ${name}: { contract: ${contract} }\n`).join('')}`);
  for (let n = 0; n < CONTRACTS; n++) writeFileSync(join(folder, 'contracts', `kind-${n}.yaml`), contractText(n));
  for (const { name, team } of names) writeFileSync(join(folder, 'instances', `${name}.yaml`), instanceText(name, team));
}

const PROJECT = `apiVersion: tocsin/v1
kind: Project
metadata:
  name: measured
  description: Made to be proved.
spec:
  prometheus:
    version: "2.42"
    scrapeInterval: 60s
    scrapeTimeout: 10s
    evaluationInterval: 60s
    retention: 90d
  alertmanager: { version: "0.25" }
  scope: site
  labels: { instance: service, site: site, objective: slo }
  severities: { page: page, ticket: task }
  conventions:
    path: rules/{{site}}/{{instance}}.yaml
  policies:
    workbook:
      - { level: page,   budget: 2%,  long: 1h }
      - { level: page,   budget: 5%,  long: 6h }
      - { level: ticket, budget: 10%, long: 1d }
      - { level: ticket, budget: 10%, long: 3d }
  classes:
    critical: { policy: workbook, absent: page within 15m }
  watcher:
    prometheus: up{job="prometheus"}
    team: team-0
    class: critical
    dashboard: https://grafana.example.org/d/prometheus?var-site={{ site }}
    runbook: https://wiki.example.org/rules
`;

const INVENTORY = `apiVersion: tocsin/v1
kind: Inventory
metadata: { name: production }
spec:
  source: made to be proved
  sites: [north, south]
  instances:
`;

const ROUTING = `apiVersion: tocsin/v1
kind: Routing
metadata: { name: production }
spec:
  base: alertmanager.base.yml
  insert: before-first-terminal
  teams:
${Array.from({ length: TEAMS }, (_, n) => `    team-${n}: { page: pager-${n}, ticket: board-${n} }\n`).join('')}  default: { page: pager-0, ticket: board-0 }
  groupBy: [alertname, service, site]
`;

const BASE = `route:
  receiver: board-0
receivers:
${Array.from({ length: TEAMS }, (_, n) => ['pager', 'board'].map((name) => `  - name: ${name}-${n}\n    webhook_configs:\n      - url: "http://127.0.0.1:8292/${name}/${n}"\n`).join('')).join('')}`;

/** Names differ, so that nothing is shared between contracts by chance. */
function contractText(n: number): string {
  const metric = `kind${n}`;
  return `apiVersion: tocsin/v1
kind: Contract
metadata:
  name: kind-${n}
  description: A kind of intake.
spec:
  role: intake
  identity: service
  target:
    up: up{job="k8s-pods"}
    identity: kubernetes_namespace
  metrics:
    ${metric}_events_total:
      type: counter
      labels: { stream: open, result: { good: [ok], bad: [failed] } }
    ${metric}_duration_seconds:
      type: histogram
      buckets: [0.05, 0.3, 1, 3]
    ${metric}_canaries_total:
      type: counter
      labels: { result: { good: [success], bad: [failure] } }
  traffic: { of: ${metric}_events_total, stream: stream }
  indicators:
    availability:
      description: Share of events that were taken.
      events: { total: ${metric}_events_total, bad: '${metric}_events_total{result="failed"}' }
    latency:
      description: Share of events that were taken within a second.
      latency: { histogram: ${metric}_duration_seconds, within: 1s }
    canary:
      description: Share of synthetic events that were taken.
      events: { total: ${metric}_canaries_total, bad: '${metric}_canaries_total{result="failure"}' }
      every: 15m
  objectives:
    - { name: availability, indicator: availability, target: 99.9%, period: 30d, description: Events that were taken. }
    - { name: latency, indicator: latency, target: 99%, period: 30d, description: Events that were taken within a second. }
    - { name: canary, indicator: canary, target: 99%, period: 30d, description: Synthetic events that were taken. }
`;
}

function instanceText(name: string, team: string): string {
  return `apiVersion: tocsin/v1
kind: Instance
metadata:
  name: ${name}
  description: The intake ${name}.
spec:
  class: critical
  team: ${team}
  dashboard: https://grafana.example.org/d/intake?var-service={{ instance.name }}&var-site={{ site }}
  runbook: https://wiki.example.org/intake
  traffic: { minimum: 100/s }
  streams:
    - { name: rare, longestGap: 2h }
`;
}
