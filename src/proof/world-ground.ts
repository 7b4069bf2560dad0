import { alertPrefix } from '../model/alert-name.ts';
import type { Contract } from '../model/contract.ts';
import type { Instance } from '../model/model.ts';
import type { Failure } from '../obligations/failure.ts';
import { isPlaceField } from '../promql/ast.ts';
import type { Likeness } from './likeness.ts';

const contracts = new WeakMap<Contract, string>();

/** Everything of an instance that what its series do depends on, as text, with names blanked: alike instances have alike worlds. */
export function worldGround({ name, identity, team, contract, sites, traffic, streams, objectives }: Instance, names: Likeness): string {
  // What a contract speaks of has a meaning of its own, and is not blanked there.
  const spoken = [name, identity, team, alertPrefix(name)].filter((one) => contractText(contract).includes(one));
  const judged = objectives.map(({ name: objective, measure, rows, everyMs, per }) => ({ objective, measure, everyMs, per, rows: rows.map(({ longMs, minimumBad }) => [longMs, minimumBad]) }));
  const places = sites.filter((site) => contractText(contract).includes(site)).map((site) => `${site} ${names.value(site)}`);
  return `${[...spoken, ...places].join(' ')}${contractText(contract)}${JSON.stringify({ isOne: name === identity, sites: sites.length, least: traffic?.minimumPerSecond, streams, judged }, (key, value: unknown) => (typeof value === 'string' ? names.value(value) : plain(key, value)))}`;
}

/** A contract as text. */
export function contractText(contract: Contract): string {
  const text = contracts.get(contract) ?? JSON.stringify(contract, plain);
  contracts.set(contract, text);
  return text;
}

/** A failure as text; objectives by their names. */
export function failureText(failure: Failure): string {
  return JSON.stringify('objective' in failure ? { ...failure, objective: failure.objective.name } : failure, plain);
}

/** For `JSON.stringify`: maps as lists, and no places in files, which decide nothing. */
export function plain(key: string, value: unknown): unknown {
  if (isPlaceField(key)) return undefined;
  if (typeof value === 'bigint') return `${value}n`;
  return value instanceof Map ? [...(value as ReadonlyMap<unknown, unknown>)] : value;
}
