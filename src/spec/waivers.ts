import * as z from 'zod';
import { document, Name, Text } from './common.ts';

/** The ways to fail of which a person must be told. */
export const HAZARDS = [
  'outage',
  'partial-outage',
  'slow-burn',
  'latency',
  'traffic-stop',
  'traffic-drop',
  'stream-silent',
  'series-absent',
  'target-down',
  'canary-failing',
  'canary-silent',
  'rules-dead',
  'uncovered-instance',
  'watchdog',
] as const;

export type Hazard = (typeof HAZARDS)[number];

const Waiver = z.strictObject({
  obligation: z.strictObject({
    instance: Name,
    site: z.union([z.literal('*'), Name], { error: 'expected a site or "*"' }).default('*'),
    hazard: z.literal(HAZARDS, { error: `expected a hazard: ${HAZARDS.join(', ')}` }),
  }),
  reason: Text,
  owner: Name,
  expires: z.iso.date({ error: 'expected a day such as 2027-03-01' }),
});

/** Obligations that are knowingly not met, for how long and by whose word. */
export const Waivers = document('Waivers', z.strictObject({ waivers: z.array(Waiver).min(1) }));
