import { Contract } from './contract.ts';
import { Instance } from './instance.ts';
import { Inventory } from './inventory.ts';
import { Project } from './project.ts';
import { Routing } from './routing.ts';
import { Waivers } from './waivers.ts';

/** The closed list of document kinds, each with the one declaration its types and JSON Schema come from. */
export const KINDS = { Project, Inventory, Contract, Instance, Routing, Waivers } as const;

export type Kind = keyof typeof KINDS;
