import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const CONTRACTS = 6;
const TEAMS = 12;

/** How large a project is. */
export interface Size {
  readonly objectives: number;
  /** Of each instance: one for each form of indicator, or only the first. */
  readonly each: 1 | 5;
  /** Specs of another generation say something else in every file, and have lost some instances and got back others. */
  readonly generation?: number;
  /** With a Routing, and so with a proof that every failure ends at a person. */
  readonly routed?: boolean;
}

/**
 * Writes a specs folder of a size: several contracts with every form of indicator, and a file an instance.
 * Two sites, and a policy with two rows that page and two that make a ticket.
 */
export function writeProject(folder: string, { objectives, each, generation, routed }: Size): void {
  const instances = Array.from({ length: Math.ceil(objectives / each) }, (_, n) => n)
    .filter((n) => generation === undefined || (n + generation) % 7 !== 0)
    .map((n) => ({ name: `service-${n}`, contract: `kind-${n % CONTRACTS}`, team: `team-${n % TEAMS}` }));
  for (const sub of ['contracts', 'instances']) mkdirSync(join(folder, sub), { recursive: true });
  writeFileSync(join(folder, 'tocsin.yaml'), PROJECT);
  if (routed === true) {
    writeFileSync(join(folder, 'routing.yaml'), ROUTING);
    writeFileSync(join(folder, 'alertmanager.base.yml'), BASE);
  }
  writeFileSync(join(folder, 'inventory.yaml'), `${INVENTORY}${instances.map(({ name, contract }) => `    ${name}: { contract: ${contract} }\n`).join('')}`);
  for (let n = 0; n < CONTRACTS; n++) writeFileSync(join(folder, 'contracts', `kind-${n}.yaml`), contractText(n, each));
  for (const { name, team } of instances) writeFileSync(join(folder, 'instances', `${name}.yaml`), instanceText(name, team, generation));
}

const PROJECT = `apiVersion: tocsin/v1
kind: Project
metadata:
  name: measured
  description: Made to be measured.
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
    header: ["deploy-site: {{site}}"]
    summarySuffix: { page: " #page" }
    quotedLinks: true
    forbiddenInLinks: [grafana-rw]
  policies:
    workbook:
      - { level: page,   budget: 2%,  long: 1h }
      - { level: page,   budget: 5%,  long: 6h }
      - { level: ticket, budget: 10%, long: 1d }
      - { level: ticket, budget: 10%, long: 3d }
  classes:
    critical: { policy: workbook, absent: page within 10m }
`;

const INVENTORY = `apiVersion: tocsin/v1
kind: Inventory
metadata: { name: production }
spec:
  source: made to be measured
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
${Array.from({ length: TEAMS }, (_, n) => `    team-${n}: { page: pager, ticket: board }\n`).join('')}  default: { page: pager, ticket: board }
  groupBy: [alertname, service, site]
`;

const BASE = `route:
  receiver: board
receivers:
  - name: board
    webhook_configs:
      - url: "http://127.0.0.1:8292/alerts"
  - name: pager
    webhook_configs:
      - url: "http://127.0.0.1:8292/page"
`;

/** A contract with an indicator of every form; names differ, so that nothing is shared between contracts by chance. */
function contractText(n: number, each: number): string {
  const metric = `kind${n}`;
  const objectives = [
    '{ name: latency, indicator: latency, target: 99%, period: 30d, description: Requests answered within a second. }',
    '{ name: requests, indicator: requests, target: 99.9%, period: 30d, description: Requests that did not fail. }',
    '{ name: answers, indicator: answers, target: 99.5%, period: 30d, description: Answers that were given. }',
    '{ name: health, indicator: health, target: 99.9%, period: 30d, description: Time of health. }',
    '{ name: written, indicator: written, target: 99%, period: 30d, per: reason, description: Answers by reason. }',
  ];
  return `apiVersion: tocsin/v1
kind: Contract
metadata:
  name: kind-${n}
  description: A kind of service.
spec:
  role: intake
  identity: service
  target:
    up: up{job="k8s-pods"}
    identity: kubernetes_namespace
  metrics:
    ${metric}_requests_total:
      type: counter
      labels:
        method: [GET, POST]
        status:
          good: ["200", "201"]
          bad: ["500", "503"]
          client: ["400"]
    ${metric}_errors_total:
      type: counter
      labels: { reason: open }
    ${metric}_answered_total:
      type: counter
      labels: { reason: open }
    ${metric}_duration_seconds:
      type: histogram
      buckets: [0.05, 0.1, 0.3, 1, 3]
      labels: { method: [GET, POST] }
    ${metric}_healthy:
      type: gauge
  indicators:
    requests:
      description: Share of requests that did not fail.
      events:
        total: ${metric}_requests_total{status!="400"}
        bad: ${metric}_requests_total{status=~"500|503"}
      ignores:
        - { label: status, values: ["400"], because: What a sender does wrong is not the service's. }
    answers:
      description: Share of answers.
      events:
        good: ${metric}_answered_total
        bad: ${metric}_errors_total{reason!~"cancelled|late"}
    latency:
      description: Share of requests that were answered within a second.
      latency: { histogram: ${metric}_duration_seconds, within: 1s }
    health:
      description: Share of time that the service called itself healthy.
      gauge: { up: ${metric}_healthy }
    written:
      description: Share of answers by a query.
      query:
        total: sum by ({{group}}) (rate(${metric}_answered_total{ {{identity}} }[{{window}}]))
        bad: sum by ({{group}}) (rate(${metric}_errors_total{ {{identity}}, reason!~"cancelled|late" }[{{window}}]))
  objectives:
${objectives.slice(0, each).map((one) => `    - ${one}\n`).join('')}`;
}

function instanceText(name: string, team: string, generation = 0): string {
  return `apiVersion: tocsin/v1
kind: Instance
metadata:
  name: ${name}
  description: The service ${name} of generation ${generation}.
spec:
  class: critical
  team: ${team}
  dashboard: https://grafana.example.org/d/service?var-service={{ instance.name }}&var-site={{ site }}
  runbook: https://wiki.example.org/service
  objectives:
    - { name: latency, target: 99.5% }
`;
}
