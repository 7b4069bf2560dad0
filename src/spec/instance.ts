import * as z from 'zod';
import { document, Name, Text } from './common.ts';
import { InstanceObjective } from './objective.ts';

/** The promise of one instance: class, team, texts, targets by objective name. */
export const Instance = document(
  'Instance',
  z.strictObject({
    class: Name.meta({ description: 'A class of the project.' }),
    team: Name.meta({ description: 'Who is told; the route follows from it.' }),
    dashboard: Text,
    runbook: Text,
    objectives: z.array(InstanceObjective).optional().meta({ description: 'Merged over the contract’s by name.' }),
  }),
);
