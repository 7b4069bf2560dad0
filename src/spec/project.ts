import * as z from 'zod';
import { document, Duration, LabelName, Level, Name, Percentage, SHORT_ENOUGH, Text } from './common.ts';

/** Names of months as `quarterStarts` takes them. */
export const MONTHS = ['january', 'february', 'march', 'april', 'may', 'june', 'july', 'august', 'september', 'october', 'november', 'december'] as const;

const Version = z
  .string({ error: 'expected a version in quotes, such as "2.42"' })
  .regex(/^[0-9]+\.[0-9]+(\.[0-9]+)?$/, { error: 'expected a version such as "2.42"' });

/** A value of a label on every alert: Prometheus reads such values as templates, and people route by them. */
const Severity = Text.regex(/^[^{}\n\r]*$/, { error: 'a severity is one line without braces' });

/** The policy that no project has to write: its rows are made for each objective's own period and target. */
export const DERIVED_POLICY = 'auto';

const PolicyRow = z.strictObject({
  level: Level,
  budget: Percentage.meta({ description: 'Share of the error budget that is spent when this row fires.' }),
  long: Duration.meta({ description: 'The long window.' }),
  short: Duration.optional().meta({ description: 'The short window; long / 12 unless given.' }),
});

const Owed = z
  .string({ error: 'expected what is owed, such as `page within 10m`' })
  .regex(/^(page|ticket) within ([0-9]+w)?([0-9]+d)?([0-9]+h)?([0-9]+m)?([0-9]+s)?$/, {
    error: 'expected `page within <duration>` or `ticket within <duration>`',
  })
  .regex(SHORT_ENOUGH, { error: 'what is owed is owed within less than a century' });

const Most = z.int({ error: 'expected a whole number' }).positive({ error: 'a limit is above zero' });

/** What rules may cost one Prometheus; names as in the summary of `generate`. */
const Cost = z.strictObject({
  rules: Most.optional(),
  series: Most.optional().meta({ description: 'Series that rules record.' }),
  samplesPerHour: Most.optional().meta({ description: 'Samples of recorded series that evaluations read in an hour.', examples: [1_000_000] }),
});

const Class = z.strictObject({
  policy: Name.default(DERIVED_POLICY).meta({ description: 'A policy of this project: the burn-rate rows an objective of this class gets. `auto`, unless given: those of the SRE Workbook, with windows made for each objective’s own period and target.' }),
  absent: Owed.meta({ description: 'Who is told, and how soon, when the series of an instance are gone.', examples: ['page within 10m'] }),
  outage: Owed.optional().meta({ description: 'Who is told, and how soon, when everything fails: caps the burn rate of the fastest row. `page within 15m` unless given, or `ticket within 1h` where nobody is paged.', examples: ['page within 5m'] }),
  partialOutage: Owed.optional().meta({ description: 'Who is told, and how soon, when the budget burns twenty times too fast; `page within 1h` for 30 days unless given, and in proportion for other periods.', examples: ['page within 1h'] }),
  slowBurn: Owed.optional().meta({ description: 'Who is told, and how soon, when the budget burns one and a half times too fast; a ticket within a tenth of the period unless given.', examples: ['ticket within 3d'] }),
  latency: Owed.optional().meta({ description: 'Who is told, and how soon, when every answer is too slow; as `outage` unless given.', examples: ['page within 15m'] }),
  canaryFailing: Owed.optional().meta({ description: 'Who is told, and how soon, when every event of a probe fails; within three of its periods unless given.', examples: ['page within 45m'] }),
  canarySilent: Owed.optional().meta({ description: 'Who is told, and how soon, when a probe sends nothing; a ticket within four of its periods, or an hour, unless given.', examples: ['ticket within 1h'] }),
  trafficDrop: Owed.optional().meta({ description: 'Who is told, and how soon, when far fewer events come than usual; `page within 15m` unless given, or the level of `pageAs`.', examples: ['page within 15m'] }),
  streamSilent: Owed.optional().meta({ description: 'Who is told, and how soon, when a declared stream is silent for longer than ever; `ticket within 1h` unless given.', examples: ['ticket within 1h'] }),
  pageAs: Level.optional().meta({ description: 'Sends the policy’s page rows at this level, for instances nobody is woken for.' }),
});

const Watcher = z.strictObject({
  prometheus: Text.meta({ description: '`up` of the Prometheus that evaluates the rules, where it scrapes itself: its own metrics tell of groups that fail or come late.', examples: ['up{job="prometheus"}'] }),
  team: Name.meta({ description: 'Who keeps the rules working.' }),
  class: Name.meta({ description: 'A class of the project: its `absent` says at which level rules that do not work are told.' }),
  dashboard: Text,
  runbook: Text,
});

/** What holds for the whole project: engines, words, policies and classes. */
export const Project = document(
  'Project',
  z.strictObject({
    prometheus: z
      .strictObject({
        version: Version.default('2.42').meta({ description: 'The oldest Prometheus that loads the rules.' }),
        scrapeInterval: Duration.default('60s'),
        scrapeTimeout: Duration.default('10s').meta({ description: 'Rules look back by at least this, so that slow scrapes have arrived.' }),
        evaluationInterval: Duration.default('60s').meta({ description: 'Interval of the generated rule groups; at most 2m. Those of periods have 2m.' }),
        retention: Duration.default('90d'),
        limits: z
          .strictObject({ instance: Cost.optional().meta({ description: 'Of one instance.' }), all: Cost.optional().meta({ description: 'Of everything that one Prometheus evaluates.' }) })
          .default({})
          .meta({ description: 'The most that the rules may cost the Prometheus that evaluates them: what costs more is refused.' }),
        allSites: z
          .boolean({ error: 'expected `true` or `false`' })
          .default(false)
          .meta({ description: 'In scope `site`: a ruler, such as Thanos Rule, sees what all sites record, with their site as a label. It gets a file of its own for each instance, with the alerts that need all sites.' }),
      })
      .prefault({}),
    alertmanager: z
      .strictObject({ version: Version.default('0.25').meta({ description: 'The Alertmanager that loads the configuration.' }) })
      .prefault({}),
    calendar: z
      .strictObject({ quarterStarts: z.literal(MONTHS, { error: 'expected a month, such as `december`' }).default('january').meta({ description: 'A month that a quarter begins with; the others follow every three months.' }) })
      .prefault({})
      .meta({ description: 'What the period `quarter` means; in UTC, as all periods.' }),
    scope: z
      .literal(['site', 'global'], { error: 'expected `site` or `global`' })
      .meta({ description: 'site: a rule file per site, its site is an external label. global: one file, site is an ordinary label.' }),
    labels: z
      .strictObject({
        project: LabelName.default('tocsin').meta({ description: 'Marks our alerts: the inserted route matches only this label.' }),
        instance: LabelName.default('service'),
        site: LabelName.default('site').meta({ description: 'The label of series and alerts that names the site.' }),
        objective: LabelName.default('slo'),
        hazard: LabelName.default('hazard'),
        severity: LabelName.default('severity'),
        team: LabelName.default('team'),
      })
      .prefault({})
      .meta({ description: 'Names of the labels every alert carries; recorded series keep theirs when these change.' }),
    severities: z
      .strictObject({ page: Severity.default('page'), ticket: Severity.default('ticket') })
      .prefault({})
      .meta({ description: 'This organisation’s words for the two levels.' }),
    conventions: z
      .strictObject({
        path: Text.default('rules/{{site}}/{{instance}}.yaml').meta({ description: 'Path of a rule file; `{{instance}}`, `{{site}}` (`global` in that scope), `{{team}}` and `{{class}}`.' }),
        header: z.array(Text.regex(/^[^\n\r]*$/, { error: 'expected one line' })).default([]).meta({ description: 'Comment lines at the top of every rule file; the same variables.' }),
        globalHeader: z
          .array(Text.regex(/^[^\n\r]*$/, { error: 'expected one line' }))
          .optional()
          .meta({ description: 'Comment lines at the top of the files for the ruler that sees all sites; those of `header` without it.' }),
        summarySuffix: z.strictObject({ page: Text.optional(), ticket: Text.optional() }).default({}).meta({ description: 'Added to the summaries of a level, such as ` #page`.' }),
        quotedLinks: z.boolean().default(false).meta({ description: 'Refuse links whose query is not URL-quoted.' }),
        forbiddenInLinks: z.array(Text).default([]).meta({ description: 'Refuse links that hold one of these texts.' }),
      })
      .prefault({})
      .meta({ description: 'What this organisation’s own checks ask of rule files.' }),
    policies: z.record(Name, z.array(PolicyRow).min(1)).default({}).meta({ description: 'Burn-rate policies by name, where rows of your own are wanted.' }),
    tests: z
      .strictObject({
        path: Text.default('tests/{{file}}_test.yaml').meta({ description: 'Path of a test file; `{{file}}` is the path of its rule file without the ending, and the variables of `conventions`.' }),
      })
      .optional()
      .meta({ description: 'Generate a test file of promtool for each rule file, so that `promtool test rules` judges the rules without this tool.' }),
    classes: z.record(Name, Class).meta({ description: 'Criticality of an instance: decides policy and deadlines.' }),
    watcher: Watcher.optional().meta({ description: 'Rules that watch over the rules: a file a site, told apart from those of instances.' }),
  }),
);
