import * as z from 'zod';
import { document, Name, Text } from './common.ts';

const Entry = z.strictObject({
  contract: Name.meta({ description: 'The contract of this kind of service.' }),
  identity: Text.optional().meta({ description: 'Value of the contract’s identity label, where it differs from the name.' }),
  sites: z.array(Name).min(1).optional().meta({ description: 'Where it runs; every site unless given.' }),
});

/** What really runs: written from deployment truth, never retyped in other documents. */
export const Inventory = document(
  'Inventory',
  z.strictObject({
    source: Text.optional().meta({ description: 'Where this list comes from.' }),
    sites: z.array(Name).min(1).meta({ description: 'All sites, by their label value.' }),
    instances: z.record(Name, Entry),
  }),
);
