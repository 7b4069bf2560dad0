import * as z from 'zod';
import { document, Duration, Name, Percentage, Rate, Text } from './common.ts';
import { InstanceObjective } from './objective.ts';

const Traffic = z
  .strictObject({
    floor: Percentage.refine((text) => Number.parseFloat(text) > 0 && Number.parseFloat(text) < 100, { error: 'expected more than `0%` and less than `100%`' })
      .optional()
      .meta({ description: 'Less than this share of what is usual at this hour of the week is a drop; 40 % unless given.' }),
    minimum: Rate.optional().meta({ description: 'What comes even in the quietest hour, to all sites together. Less is a drop at any time. A site that usually has less is passive and not judged for itself.' }),
    none: Text.optional().meta({ description: 'Why the traffic of this instance is not judged.' }),
  })
  .refine(({ floor, minimum, none }) => none === undefined || (floor === undefined && minimum === undefined), { error: '`none` says that traffic is not judged: leave out `floor` and `minimum`' });

const Stream = z.strictObject({
  name: Text.meta({ description: 'Value of the label that the contract names under `traffic.stream`.' }),
  longestGap: Duration.meta({ description: 'Longest time without an event in which nothing is wrong.', examples: ['26h'] }),
});

/** The promise of one instance: class, team, texts, targets by objective name. */
export const Instance = document(
  'Instance',
  z.strictObject({
    class: Name.meta({ description: 'A class of the project.' }),
    team: Name.meta({ description: 'Who is told; the route follows from it.' }),
    dashboard: Text,
    runbook: Text,
    traffic: Traffic.optional().meta({ description: 'How little traffic is too little; the contract says what counts it.' }),
    streams: z.array(Stream).min(1).optional().meta({ description: 'Streams whose silence is told.' }),
    objectives: z.array(InstanceObjective).optional().meta({ description: 'Merged over the contract’s by name.' }),
  }),
);
