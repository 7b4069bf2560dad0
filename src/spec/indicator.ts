import * as z from 'zod';
import { Duration, LabelName, SelectorText, Text } from './common.ts';

const two = (parts: Readonly<Record<string, unknown>>): boolean => Object.values(parts).filter((one) => one !== undefined).length === 2;
const TWO = { error: 'give exactly two of `total`, `good` and `bad`: the third follows from them' };

/** Any two of total, good and bad; all three would let them contradict each other. */
export const Events = z
  .strictObject({ total: SelectorText.optional(), good: SelectorText.optional(), bad: SelectorText.optional() })
  .refine(two, TWO)
  .meta({ description: 'Two plain selectors of counters.' });

/** PromQL typed by hand, as a template: the escape where selectors are not enough. */
const QueryText = Text.meta({
  description: 'PromQL with `{{window}}` for the window, `{{identity}}` for the matchers of the instance and `{{group}}` for the labels to keep.',
  examples: ['sum by ({{group}}) (rate(requests_total{ {{identity}} }[{{window}}]))'],
});

export const Query = z
  .strictObject({ total: QueryText.optional(), good: QueryText.optional(), bad: QueryText.optional() })
  .refine(two, TWO)
  .meta({ description: 'Two queries for the events of a window, by `rate` or by `increase`.' });

export const Latency = z
  .strictObject({
    histogram: SelectorText.meta({ description: 'A histogram: a classic one by its base name, without `_bucket`, or a native one.' }),
    within: Duration.meta({ description: 'Answered within this is good; one of the buckets of a classic histogram, any duration for a native one.' }),
  })
  .meta({ description: 'Share of observations that are no longer than this.' });

export const Gauge = z
  .strictObject({ up: SelectorText.meta({ description: 'A gauge that is 1 while all is well and 0 while it is not.' }) })
  .meta({ description: 'Share of time, over all series, that a 0/1 gauge is 1: time-weighted, not events.' });

export const Ratio = z
  .strictObject({ good: QueryText.optional(), bad: QueryText.optional() })
  .refine((ratio) => (ratio.good === undefined) !== (ratio.bad === undefined), { error: 'give `good` or `bad`: the other follows from it' })
  .meta({ description: 'A query for a share between 0 and 1: time-weighted, not events.' });

export const Every = Duration.meta({ description: 'A probe’s period: windows hold at least two of it.' });

export const Ignored = z
  .strictObject({ label: LabelName, values: z.array(Text).min(1).meta({ description: 'Values; a class of status codes such as `4xx` stands for its hundred codes.' }), because: Text })
  .meta({ description: 'Values of the sender’s own fault that this indicator leaves out, and why that is right.' });

/** Matchers added to every selector of an objective, by label. */
export const Where = z.record(LabelName, Text).meta({ description: 'Narrows the objective to these label values.' });
