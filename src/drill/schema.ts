import * as z from 'zod';
import { document, Duration, LabelName, MetricName, Name, Percentage, Rate, SHORT_ENOUGH, Text } from '../spec/common.ts';

/** A moment of a drill, counted from its start. */
const Moment = z
  .string({ error: 'expected a moment with its unit, such as `1h30m`, counted from the start' })
  .regex(/^([0-9]+d)?([0-9]+h)?([0-9]+m)?([0-9]+s)?$/, { error: 'expected a moment such as `0s`, `90s` or `1h30m`, counted from the start, largest unit first' })
  .regex(SHORT_ENOUGH, { error: 'a drill is shorter than a century' })
  .min(1, { error: 'expected a moment such as `0s` or `1h30m`' })
  .meta({ description: 'A moment, counted from the start of the drill: `0s`, `90m`, `1h30m`.', examples: ['1h'] });

const Count = z.number({ error: 'expected a number of events' }).int({ error: 'expected a whole number of events' });

const Burst = z
  .strictObject({
    events: Count.positive({ error: 'a burst holds at least one event' }),
    bad: Count.nonnegative({ error: 'expected a number of events' }).default(0),
    every: Duration.optional().meta({ description: 'Once without it.' }),
    after: Moment.default('0s').meta({ description: 'The first comes so long after the change begins.' }),
  })
  .refine((burst) => burst.bad <= burst.events, { error: 'no more events can be bad than there are' })
  .meta({ description: 'So many events in one moment, on one pod.' });

const Labels = z.record(LabelName, Text);

/** What a course can be at a time; a change sets what it names and leaves the rest. */
const state = {
  rate: Rate.optional().meta({ description: 'Of all pods together.' }),
  errors: Percentage.optional().meta({ description: 'Share of the events that are bad.' }),
  value: z.number({ error: 'expected a number' }).optional().meta({ description: 'Of a gauge.' }),
  exported: z.boolean({ error: 'expected `true` or `false`' }).optional().meta({ description: 'Whether the series is there at all.' }),
  burst: Burst.optional(),
};

const span = {
  at: Moment,
  for: Duration.optional().meta({ description: 'Afterwards everything is as before; without it the change stays.' }),
};

const Series = z
  .strictObject({
    events: Name.optional().meta({ description: 'An objective of the instance: its events, good and bad, on the series that its indicator counts.' }),
    metric: MetricName.optional().meta({ description: 'One metric of the contract instead.' }),
    labels: Labels.optional().meta({ description: 'Labels of the contract; those that are not given are filled in. Identity, site, job and instance are never typed.' }),
    instance: Name.optional(),
    site: Name.optional(),
    on: Name.optional().meta({ description: 'Only on the targets of this name.' }),
    born: z.literal(['with-first-event', 'at-start'], { error: 'expected `with-first-event` or `at-start`' }).default('with-first-event'),
    ...state,
    changes: z.array(z.strictObject({ ...span, ...state })).optional().meta({ description: 'Changes, by time.' }),
  })
  .refine((one) => (one.events === undefined) !== (one.metric === undefined), { error: 'give `events` with an objective, or `metric`' });

const TARGET_STATES = ['up', 'failing', 'down', 'unseen', 'gone'] as const;

const Targets = z.strictObject({
  name: Name.optional(),
  instance: Name.optional(),
  site: Name.optional(),
  pods: z.number({ error: 'expected a number of pods' }).int().min(1).max(200).default(1),
  from: Moment.optional().meta({ description: 'They start then; there from the start without it.' }),
  until: Moment.optional().meta({ description: 'They are gone from then on.' }),
  changes: z
    .array(
      z.strictObject({
        ...span,
        state: z.literal(TARGET_STATES, { error: 'expected `up`, `failing`, `down`, `unseen` or `gone`' }).optional(),
        restart: z.literal(true).optional().meta({ description: 'All counters begin anew.' }),
        labels: Labels.optional().meta({ description: 'Labels that the target gives to all its series from then on, beside those it has.' }),
      }),
    )
    .optional(),
});

const ALERTS = /^(any|(page|ticket)( [a-z][a-z-]*)?|[a-z][a-z-]*)$/;
const Alerts = z
  .string({ error: 'expected which alerts, such as `page error-burn`' })
  .regex(ALERTS, { error: 'expected `any`, a level, a hazard, or both, such as `page error-burn`' })
  .meta({ description: '`any`, a level (`page`), a hazard (`error-burn`), or both (`page error-burn`).', examples: ['page error-burn'] });

const TIMES = { error: 'say when: `at`, `by`, or `from` and `until`, of which either may be left out' };
const one = (...parts: readonly unknown[]): boolean => parts.filter((part) => part !== undefined).length === 1;

const Expectation = z
  .strictObject({
    at: Moment.optional(),
    by: Moment.optional().meta({ description: 'At this moment or before, but not before `from`.' }),
    from: Moment.optional(),
    until: Moment.optional(),
    firing: Alerts.optional(),
    quiet: Alerts.optional(),
    value: z.literal(['total', 'bad', 'ratio', 'remaining'], { error: 'expected `total`, `bad`, `ratio` or `remaining`' }).optional(),
    window: z
      .union([z.literal('period'), Duration], { error: 'expected a window such as `1h`, or `period`' })
      .optional()
      .meta({ description: 'A window that is recorded for the objective, or its `period`; of the `remaining` budget always that.' }),
    is: z.union([z.number(), Percentage, z.literal('none')], { error: 'expected a number, a percentage such as `0.1%`, or `none`' }).optional(),
    within: Percentage.optional().meta({ description: 'How far off the value may be, as a share of it; exact without it.' }),
    objective: Name.optional(),
    labels: Labels.optional(),
    instance: Name.optional(),
    site: Name.optional(),
  })
  .refine((expectation) => one(expectation.firing, expectation.quiet, expectation.value), { error: 'expect exactly one thing: `firing`, `quiet` or `value`' })
  .refine(({ at, by, from, until }) => (at !== undefined ? by === undefined && from === undefined && until === undefined : by !== undefined ? until === undefined : from !== undefined || until !== undefined), TIMES)
  .refine((expectation) => (expectation.value === undefined) === (expectation.is === undefined), { error: '`value` and `is` belong together' })
  .refine((expectation) => expectation.value === undefined || (expectation.at !== undefined && (expectation.window !== undefined || expectation.value === 'remaining')), { error: 'a `value` needs `at` and `window`' })
  .refine((expectation) => expectation.value !== 'remaining' || expectation.window === undefined || expectation.window === 'period', { error: 'the `remaining` budget is that of the period: leave out `window`' })
  .refine((expectation) => expectation.value !== undefined || (expectation.window === undefined && expectation.within === undefined), { error: '`window` and `within` belong to a `value`' })
  .refine((expectation) => expectation.quiet === undefined || expectation.by === undefined, { error: 'for `quiet` say `at`, or `from` and `until`' });

const Incident = z
  .strictObject({
    from: Moment.meta({ description: 'The failure begins then.' }),
    told: z.union([z.literal(['never', 'unknown']), Moment], { error: 'expected how long it took then, such as `259d22h`, `never` or `unknown`' }).meta({ description: 'How long it took in truth until somebody knew; `never` where nobody was told.' }),
  })
  .meta({ description: 'An incident of the past, which this drill repeats.' });

const Shifts = z.array(Moment).min(1).max(60);

/** What happens to Prometheus itself: one thing at a moment, for a while. */
const Interruption = z
  .strictObject({
    at: Moment,
    stopped: Duration.optional().meta({ description: 'Ended in good order, and started again so much later.' }),
    killed: Duration.optional().meta({ description: 'Ended by force, and started again so much later.' }),
    paused: Duration.optional().meta({ description: 'Alive, and without any time to compute: scrapes and evaluations are missed.' }),
  })
  .refine(({ stopped, killed, paused }) => one(stopped, killed, paused), { error: 'give exactly one of `stopped`, `killed` and `paused`' });

/** A scenario: what happens to one instance, and what must fire or be quiet. */
const Drill = document(
  'Drill',
  z.strictObject({
    instance: Name,
    site: Name.default('all').meta({ description: 'Where it happens; `all` without it.' }),
    objective: Name.optional().meta({ description: 'That of the expected values; needed where the instance has several.' }),
    for: Duration.meta({ description: 'How long the drill lasts.' }),
    step: Duration.optional().meta({ description: 'Between two evaluations; chosen by the length without it.' }),
    scrape: z.strictObject({ every: Duration.optional(), phase: Moment.optional().meta({ description: 'The first scrape; half an interval without it.' }) }).optional(),
    vary: z
      .strictObject({ scrapes: Shifts.optional(), bursts: Shifts.optional() })
      .optional()
      .meta({ description: 'Runs the drill once for each of these shifts of scrapes and bursts; it must hold for all.' }),
    prometheus: z.array(Interruption).min(1).optional().meta({ description: 'What happens to Prometheus itself; such a drill runs with `--engine prometheus` only.' }),
    targets: z.array(Targets).min(1).optional().meta({ description: 'The processes that are scraped; one pod that is always up without it.' }),
    incident: Incident.optional(),
    supposes: z.array(MetricName).min(1).optional().meta({ description: 'Proposed metrics that count as exported in this drill; what they show is told as what they would show.' }),
    series: z.array(Series).default([]),
    expect: z.array(Expectation).min(1, { error: 'expect something' }),
  }),
);

/** The kinds a reader of drill files chooses from. */
export const DRILL_KINDS = { Drill } as const;
