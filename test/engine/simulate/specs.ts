import { readModel } from '../../../src/compile/front.ts';
import { Sink } from '../../../src/diagnostics/diagnostic.ts';
import type { Model } from '../../../src/model/model.ts';
import { generated, withoutPeriods } from '../../support/specs.ts';
import { tempDir } from '../../support/temp.ts';
import type { Batch } from './cases.ts';

/** The specs of a batch, an instance and a class a case: texts by path. */
function specsOf(batch: Batch): Readonly<Record<string, string>> {
  const names = batch.cases.map((_, index) => nameOf(index));
  const perCase = <T>(make: (one: Batch['cases'][number], name: string) => T): Readonly<Record<string, T>> => Object.fromEntries(batch.cases.map((one, index) => [nameOf(index), make(one, nameOf(index))]));
  const documents = [
    document('Project', 'test', {
      prometheus: { scrapeInterval: `${batch.scrape}s`, scrapeTimeout: `${batch.timeout}s`, evaluationInterval: `${batch.evaluation}s`, retention: '90d' },
      scope: 'site',
      policies: perCase(({ rows }) => rows.map(({ level, budget, long, short }) => ({ level, budget: `${budget}%`, long: `${long}s`, short: `${short}s` }))),
      classes: perCase((_, name) => ({ policy: name, absent: 'ticket within 1d' })),
    }),
    document('Inventory', 'test', { source: 'a test', sites: ['east'], instances: Object.fromEntries(names.map((name) => [name, { contract: 'shop' }])) }),
    document('Contract', 'shop', {
      role: 'shop',
      identity: 'service',
      target: 'none',
      metrics: { requests_total: { type: 'counter', labels: { code: ['200', '500'] } } },
      objectives: [{ name: 'availability', indicator: 'availability', target: '99%', period: '30d' }],
      indicators: { availability: { events: { total: 'requests_total', bad: 'requests_total{code="500"}' } } },
    }),
    ...batch.cases.map(({ target, periodDays }, index) =>
      document('Instance', nameOf(index), {
        class: nameOf(index),
        team: 'us',
        dashboard: 'https://grafana.example.org/d/shop',
        runbook: 'https://wiki.example.org/Shop',
        objectives: [{ name: 'availability', target: `${target}%`, period: `${periodDays}d` }],
      }),
    ),
  ];
  return Object.fromEntries(documents.map((one, index) => [`slo-specs/${index}.yaml`, JSON.stringify(one)]));
}

/** What the command line generates for a batch, and the model that `simulate` would read. */
export interface Compiled {
  readonly rules: readonly string[];
  readonly model: Model;
}

export async function compiled(batch: Batch): Promise<Compiled> {
  const specs = specsOf(batch);
  const files = await generated(tempDir(specs));
  const sink = new Sink();
  const sources = Object.entries(specs).map(([path, text]) => ({ path, text }));
  const model = readModel(sources, { today: '2026-11-23', specsFolder: 'slo-specs', complete: true }, sink);
  if (model === undefined || sink.hasErrors) throw new Error(`the specs of a batch have problems: ${JSON.stringify(sink.sorted)}`);
  return { model, rules: Object.entries(files).flatMap(([path, text]) => (path.startsWith('rules/') ? [withoutPeriods(text)] : [])) };
}

/** The instance of a case. */
export function nameOf(index: number): string {
  return `case${index}`;
}

function document(kind: string, name: string, spec: object): object {
  return { apiVersion: 'tocsin/v1', kind, metadata: { name }, spec };
}
