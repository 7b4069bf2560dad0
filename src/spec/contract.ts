import * as z from 'zod';
import { document, LabelName, MetricName, Name, SelectorText, Text } from './common.ts';
import { Gauge, Events, Every, Ignored, Latency, Query, Ratio } from './indicator.ts';
import { ContractObjective } from './objective.ts';

const Values = z
  .array(Text)
  .min(1, { error: 'expected at least one value' })
  .meta({ description: 'Values in quotes; a class of status codes such as `5xx` stands for its hundred codes.' });

/** What each value of a label means; a value stands in one list only. */
const Meanings = z
  .strictObject({
    good: Values.optional().meta({ description: 'The work was done.' }),
    bad: Values.optional().meta({ description: 'The service failed.' }),
    client: Values.optional().meta({ description: 'The fault of the sender: an indicator says whether it counts.' }),
    silent: Values.optional().meta({ description: 'Says nothing of how it ended: may stand in no indicator.' }),
  })
  .refine((meanings) => Object.values(meanings).some((values) => values !== undefined), { error: 'give at least one of `good`, `bad`, `client` and `silent`' });

const Blind = z
  .strictObject({
    labels: z.array(LabelName).min(1).optional().meta({ description: 'Labels that lie.' }),
    value: z.literal(true).optional().meta({ description: 'The value itself lies: durations of a histogram, counts of a counter.' }),
    because: Text,
  })
  .refine((blind) => blind.labels !== undefined || blind.value !== undefined, { error: 'say what is blind: `labels`, `value`, or both' });

const Metric = z
  .strictObject({
    type: z
      .literal(['counter', 'gauge', 'histogram', 'native-histogram'], { error: 'expected `counter`, `gauge`, `histogram` or `native-histogram`' })
      .meta({ description: 'A `native-histogram` is one series that holds its own buckets; Prometheus has to be told to store it.' }),
    labels: z
      .record(LabelName, z.union([z.literal('open'), Values, Meanings], { error: 'expected `open`, a list of the values in quotes, or lists under `good`, `bad`, `client`, `silent`' }))
      .default({})
      .meta({ description: 'Labels with their known values, or `open`; identity, site and target labels are not repeated here.' }),
    buckets: z
      .array(z.number({ error: 'expected an upper bound as a number, such as 0.1' }).positive({ error: 'an upper bound is above zero' }))
      .min(1)
      .optional()
      .meta({ description: 'Upper bounds of a classic histogram in the unit of the metric, seconds as a rule; +Inf is not listed.' }),
    born: z
      .literal(['with-first-event', 'at-start'], { error: 'expected `with-first-event` or `at-start`' })
      .optional()
      .meta({ description: 'When a process begins to export it: counters with their first event, gauges at its start, unless said here. What every process has from its start is missed soon where it is not.' }),
    caveat: Text.optional().meta({ description: 'What a reader of this metric has to know.' }),
    proposed: Text.optional().meta({ description: 'The metric is not exported today, and why it should be: objectives on it get no rules and are reported as needing instrumentation.' }),
    blind: Blind.optional().meta({ description: 'What of this metric lies: no indicator may rest on it.' }),
  })
  .refine((metric) => (metric.buckets !== undefined) === (metric.type === 'histogram'), { error: 'a `histogram` has `buckets`, and nothing else has; a `native-histogram` needs none' });

const Indicator = z
  .strictObject({
    description: Text.optional(),
    events: Events.optional(),
    query: Query.optional(),
    latency: Latency.optional(),
    gauge: Gauge.optional(),
    ratio: Ratio.optional(),
    every: Every.optional(),
    ignores: z.array(Ignored).min(1).optional(),
  })
  .refine((one) => [one.events, one.query, one.latency, one.gauge, one.ratio].filter((form) => form !== undefined).length === 1, {
    error: 'give exactly one of `events`, `query`, `latency`, `gauge` and `ratio`',
  });

const Target = z.strictObject({
  shares: z
    .array(LabelName)
    .min(1)
    .default(['job', 'instance'])
    .meta({ description: 'Labels that `up` and the series of this contract have in common.' }),
  up: Text.meta({ description: 'The contract’s own targets: `up` with its matchers.', examples: ['up{job="k8s-pods"}'] }),
  identity: LabelName.optional().meta({ description: 'The label of `up` whose value is the instance; lets dead be told from idle.' }),
});

const Witness = z.strictObject({
  contract: Name.meta({ description: 'The contract whose instances see this one’s failures.' }),
  sameIdentity: z.boolean({ error: 'expected `true` or `false`' }).default(false).meta({ description: 'Only the instance of the same identity does.' }),
  sees: Text.meta({ description: 'Which failures it sees, and how.' }),
});

const Traffic = z.strictObject({
  of: SelectorText.meta({ description: 'A plain selector of a counter: all work that comes, whatever becomes of it.' }),
  stream: LabelName.optional().meta({ description: 'The label of that counter whose values are streams; instances declare streams by it.' }),
});

/** What a kind of service exposes, and how its events are counted. */
export const Contract = document(
  'Contract',
  z.strictObject({
    role: Name.meta({ description: 'What the service does for the platform: intake, bus, stream; any word.' }),
    identity: LabelName.meta({ description: 'The label whose value is the instance; added to every selector.' }),
    target: z
      .union([z.literal('none'), Target], { error: 'expected `none` or a mapping with `up`' })
      .meta({ description: 'How `up` belongs to these series; `none` where they come through an exporter, so that births are not counted.' }),
    witnessedBy: z.array(Witness).min(1).optional().meta({ description: 'Other services whose series show this one’s failures.' }),
    metrics: z.record(MetricName, Metric),
    indicators: z.record(Name, Indicator).meta({ description: 'How good and bad events are counted.' }),
    traffic: Traffic.optional().meta({ description: 'What counts how much comes; without it nobody is told when it stops or drops.' }),
    objectives: z.array(ContractObjective).min(1).meta({ description: 'Every instance has these, unless its own file says otherwise.' }),
  }),
);
