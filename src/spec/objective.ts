import * as z from 'zod';
import { LabelName, Name, Percentage, Period, Text } from './common.ts';
import { Every, Query, Where } from './indicator.ts';

const modifiers = {
  where: Where.optional(),
  per: LabelName.optional().meta({ description: 'Judges each value of this label for itself.' }),
  every: Every.optional(),
};

/** An objective as a contract gives it to every instance. */
export const ContractObjective = z.strictObject({
  name: Name,
  description: Text.optional(),
  indicator: Name.meta({ description: 'An indicator of this contract.' }),
  target: Percentage,
  period: Period,
  ...modifiers,
});

/** An objective in an instance file: merged by name over the contract's, or one of its own. */
export const InstanceObjective = z
  .strictObject({
    name: Name,
    description: Text.optional(),
    indicator: Name.optional().meta({ description: 'Needed for an objective that the contract does not have, unless it has a `query`.' }),
    query: Query.optional().meta({ description: 'PromQL of its own instead of an indicator.' }),
    target: Percentage.optional(),
    period: Period.optional(),
    ...modifiers,
  })
  .refine((one) => one.indicator === undefined || one.query === undefined, { error: 'give `indicator` or `query`, not both' });
