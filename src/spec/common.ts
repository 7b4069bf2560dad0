import * as z from 'zod';

/** The one version of the language this tool reads. */
export const API_VERSION = 'tocsin/v1';

/** A name that becomes a file name, a label value and part of alert names. */
export const Name = z
  .string({ error: 'expected a name such as `eventgate-main`' })
  .regex(/^[a-z0-9]([a-z0-9._-]*[a-z0-9])?$/, {
    error: 'a name holds lower-case letters, digits, `-`, `_` and `.`, and begins and ends with a letter or a digit',
  })
  .max(100, { error: 'a name has at most 100 characters' })
  .meta({ description: 'Lower-case letters, digits, `-`, `_` and `.`.' });

/** The name of a Prometheus label as version 2 knows it. */
export const LabelName = z
  .string({ error: 'expected a label name' })
  .regex(/^[a-zA-Z_][a-zA-Z0-9_]*$/, { error: 'a label name holds letters, digits and `_`, and does not begin with a digit' })
  .refine((name) => !name.startsWith('__'), { error: 'label names that begin with `__` belong to Prometheus' })
  .meta({ description: 'A Prometheus label name.' });

/** The name of a Prometheus metric. */
export const MetricName = z
  .string({ error: 'expected a metric name' })
  .regex(/^[a-zA-Z_:][a-zA-Z0-9_:]*$/, { error: 'a metric name holds letters, digits, `_` and `:`, and does not begin with a digit' })
  .meta({ description: 'A Prometheus metric name.' });

/** As many digits to a unit as stay far below the 292 years that Prometheus can hold. */
export const SHORT_ENOUGH = /^[^0-9]*([0-9]{1,3}w)?([0-9]{1,4}d)?([0-9]{1,5}h)?([0-9]{1,7}m)?([0-9]{1,9}s)?([0-9]{1,12}ms)?$/;

/** A time span as Prometheus writes it: `90s`, `5m`, `1h30m`, `30d`, `12w`. */
export const Duration = z
  .string({ error: 'expected a duration with its unit, such as `5m`' })
  .regex(/^([0-9]+w)?([0-9]+d)?([0-9]+h)?([0-9]+m)?([0-9]+s)?([0-9]+ms)?$/, {
    error: 'expected a duration with its unit, such as `90s`, `5m`, `1h30m` or `30d`, largest unit first',
  })
  .regex(/[1-9]/, { error: 'a duration is longer than zero' })
  .regex(SHORT_ENOUGH, { error: 'a duration is shorter than a century' })
  .meta({ description: 'A duration: `90s`, `5m`, `1h30m`, `30d`, `12w`.', examples: ['5m'] });

/** A share of events: `99.9%`. A bare number is refused, since 99.9 and 0.999 are both seen in the wild. */
export const Percentage = z
  .string({ error: 'expected a percentage with its sign, such as `99.9%`; a bare number could mean a share or per cent' })
  .regex(/^[0-9]{1,3}(\.[0-9]{1,9})?%$/, { error: 'expected a percentage with its sign, such as `99.9%`' })
  .meta({ description: 'A percentage with its sign: `99.9%`.', examples: ['99.9%'] });

/** Events a second, minute, hour or day; a bare number could mean any of them. */
export const Rate = z
  .string({ error: 'expected a rate with its unit, such as `1000/s`' })
  .regex(/^[0-9]+(\.[0-9]+)?\/[smhd]$/, { error: 'expected a rate with its unit, such as `1000/s`, `30/m` or `10/h`' })
  .meta({ description: 'Events a second, minute, hour or day: `1000/s`, `10/h`.', examples: ['1000/s'] });

/** An SLO's period: rolling (`28d`) or of the calendar. */
export const Period = z
  .union([z.literal(['month', 'quarter']), Duration], { error: 'expected a period: a duration such as `30d`, or `month`, or `quarter`' })
  .meta({ description: 'A rolling period such as `30d`, or `month` or `quarter` of the calendar (UTC).', examples: ['30d', 'quarter'] });

/** Text for people; Handlebars in `{{ }}` over the variables in docs/language.md. */
export const Text = z.string({ error: 'expected text' }).min(1, { error: 'expected text, found an empty one' });

/** A plain PromQL selector: a metric and label matchers, without identity, site, range or function. */
export const SelectorText = z
  .string({ error: 'expected a plain selector such as `requests_total{code="500"}`' })
  .min(1, { error: 'expected a plain selector, found an empty text' })
  .meta({ description: 'A plain PromQL selector: metric and label matchers. The compiler adds identity, site, rate and sums.' });

/** The two levels a person is told at; the organisation's own words for them stand in `severities`. */
const LEVELS = ['page', 'ticket'] as const;
export const Level = z.literal(LEVELS, { error: 'expected `page` or `ticket`' });

/** What every document begins with. */
export function document<K extends string, S extends z.ZodType>(kind: K, spec: S) {
  return z.strictObject({
    apiVersion: z.literal(API_VERSION),
    kind: z.literal(kind),
    metadata: z.strictObject({ name: Name, description: Text.optional() }),
    spec,
  });
}
