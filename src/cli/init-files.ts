import type { NewFile } from '../io/write-new-files.ts';
import type { Answers } from './init-answers.ts';

/** The Alertmanager file of a first project, in the folder of the specs. */
export const BASE_FILE = 'alertmanager.base.yml';
/** The kind of service that a first project knows. */
export const CONTRACT = 'http-service';

/** The files of a first project, by their path in the folder of the specs. */
export function firstFiles(answers: Answers): readonly NewFile[] {
  return [
    { path: 'tocsin.yaml', text: project(answers) },
    { path: 'inventory.yaml', text: inventory(answers) },
    { path: `contracts/${CONTRACT}.yaml`, text: contract() },
    { path: `instances/${answers.instance}.yaml`, text: instance(answers) },
    { path: 'routing.yaml', text: routing(answers) },
    { path: BASE_FILE, text: base(answers) },
  ];
}

const WORDS = /^(?:null|true|false|yes|no|on|off|y|n)$/;

/** A text as YAML: plain where every reader takes it for that very text, in quotes elsewhere. */
function scalar(text: string): string {
  if (/^[a-z][a-z0-9_-]*$/.test(text) && !WORDS.test(text)) return text;
  return JSON.stringify(text).replace(/[\p{Cc}\p{Zl}\p{Zp}\ufeff\ufffe\uffff]/gu, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

function project({ name, scope }: Answers): string {
  return `apiVersion: tocsin/v1
kind: Project
metadata: { name: ${scalar(name)} }
spec:
  prometheus:
    version: "2.42"            # the oldest that loads the rules
    scrapeInterval: 60s
    evaluationInterval: 60s
    retention: 90d
  alertmanager: { version: "0.25" }
  # site: rules for each site's own Prometheus, whose external label \`site\` no rule selects.
  # global: rules for one Prometheus that sees all sites, by the label \`site\` of every series.
  scope: ${scope}
  severities: { page: page, ticket: ticket }
  classes:                     # policy auto: burn-rate rows of the SRE Workbook, made for each period and target
    critical: { policy: auto, absent: page within 15m }
    low:      { policy: auto, absent: ticket within 1h, pageAs: ticket }
`;
}

function inventory({ name, sites, instance: first }: Answers): string {
  return `apiVersion: tocsin/v1
kind: Inventory
metadata: { name: ${scalar(name)} }
spec:
  source: written by hand; better made from what is deployed
  sites: [${sites.map(scalar).join(', ')}]
  instances:
    ${scalar(first)}: { contract: ${CONTRACT} }
`;
}

function contract(): string {
  return `apiVersion: tocsin/v1
kind: Contract
metadata:
  name: ${CONTRACT}
  description: What every service with an HTTP interface exports, and how its requests are counted.
spec:
  role: service
  identity: job                # the label whose value is the name of the instance
  target:
    up: up
    identity: job
  metrics:
    http_requests_total:
      type: counter
      labels:
        method: open
        code:
          good: [2xx, 3xx]
          client: [4xx]        # answered as they should be, so they count as good below
          bad: [5xx]
    http_request_duration_seconds:
      type: histogram
      buckets: [0.1, 0.3, 1, 3]
      labels: { method: open }
  indicators:
    availability:
      description: Share of requests that did not fail.
      events:
        total: http_requests_total
        bad: http_requests_total{code=~"5.."}
    latency:
      description: Share of requests that were answered within 300 ms.
      latency:
        histogram: http_request_duration_seconds
        within: 300ms
  objectives:                  # every instance has these, unless its own file says otherwise
    - name: availability
      indicator: availability
      target: 99.9%
      period: 30d
    - name: latency
      indicator: latency
      target: 99%
      period: 30d
`;
}

function instance({ instance: name, team }: Answers): string {
  return `apiVersion: tocsin/v1
kind: Instance
metadata: { name: ${scalar(name)} }
spec:
  class: critical
  team: ${scalar(team)}
  dashboard: https://grafana.example.org/d/http?var-job={{ instance.identity }}&var-site={{ site }}
  runbook: https://wiki.example.org/runbooks/{{ instance.name }}
`;
}

function routing({ name, team, pageReceiver, ticketReceiver }: Answers): string {
  const receivers = `{ page: ${scalar(pageReceiver)}, ticket: ${scalar(ticketReceiver)} }`;
  return `apiVersion: tocsin/v1
kind: Routing
metadata: { name: ${scalar(name)} }
spec:
  base: ${BASE_FILE}  # kept by hand; everything in it stays as it is
  teams:
    ${scalar(team)}: ${receivers}
  default: ${receivers}
`;
}

function base({ pageReceiver, ticketReceiver }: Answers): string {
  const named = [...new Set([pageReceiver, ticketReceiver])];
  return `# The organisation's own Alertmanager file, kept by hand: put yours here.
route:
  receiver: default
  group_by: [alertname]

receivers:
${named.includes('default') ? '' : '  - name: default\n'}${named.map((receiver, at) => `  - name: ${scalar(receiver)}\n    webhook_configs:\n      - url: http://127.0.0.1:9095/${at === 0 ? 'page' : 'ticket'}\n`).join('')}`;
}
