import { nearName } from '../diagnostics/near-name.ts';
import { couldNotRun, type CouldNotRun } from '../io/edge.ts';
import type { Ask } from '../io/ask.ts';
import { Name, Text } from '../spec/common.ts';

/** Where a project's Prometheus stands. */
const SCOPES = ['site', 'global'] as const;

/** What a first project is made from. */
export interface Answers {
  readonly name: string;
  readonly sites: readonly string[];
  readonly instance: string;
  readonly team: string;
  readonly pageReceiver: string;
  readonly ticketReceiver: string;
  readonly scope: (typeof SCOPES)[number];
}

/** What was said by flags, as it was typed; several values only for sites. */
export type Given = Readonly<Partial<Record<keyof Answers, readonly string[]>>>;

interface Field {
  readonly key: keyof Answers;
  readonly flag: string;
  readonly question: string;
  /** What is wrong with a value; nothing when it is sound. */
  readonly faultOf: (value: string) => string | undefined;
  /** Taken where nothing is said; it may build on what was said before. */
  readonly fallback: (said: Given) => string;
}

const FIELDS: readonly Field[] = [
  { key: 'name', flag: '--name', question: 'Name of the project', faultOf: nameFault, fallback: () => 'my-services' },
  { key: 'sites', flag: '--site', question: 'Its sites, with spaces between', faultOf: nameFault, fallback: () => 'main' },
  { key: 'instance', flag: '--instance', question: 'Name of the first service', faultOf: nameFault, fallback: () => 'my-service' },
  { key: 'team', flag: '--team', question: 'The team that is told when it fails', faultOf: nameFault, fallback: () => 'my-team' },
  { key: 'pageReceiver', flag: '--page-receiver', question: 'Alertmanager receiver that wakes them', faultOf: textFault, fallback: (said) => `${said.team?.[0] ?? ''}-page` },
  { key: 'ticketReceiver', flag: '--ticket-receiver', question: 'Alertmanager receiver of what can wait', faultOf: textFault, fallback: (said) => `${said.team?.[0] ?? ''}-ticket` },
  { key: 'scope', flag: '--scope', question: 'A Prometheus for each site (site), or one that sees all (global)', faultOf: scopeFault, fallback: () => 'site' },
];

/** Judges what was said by flags, all of it in one go. */
export function faultsOf(given: Given): readonly CouldNotRun[] {
  return FIELDS.flatMap((field) =>
    (given[field.key] ?? []).flatMap((value) => {
      const fault = field.faultOf(value);
      return fault === undefined ? [] : [couldNotRun(`${field.flag} ${JSON.stringify(value)}: ${fault}`, 'run `tocsin init --help` for what it takes')];
    }),
  );
}

/** Takes the default for all that is not said. */
export function withDefaults(given: Given): Answers {
  let said = given;
  for (const { key, fallback } of FIELDS) said = { ...said, [key]: said[key] ?? [fallback(said)] };
  return complete(said);
}

/** Names the flags that are missing, where nobody can be asked. */
export function missing(given: Given): CouldNotRun | undefined {
  const lost = FIELDS.filter(({ key }) => given[key] === undefined);
  if (lost.length === 0) return undefined;
  const defaults = withDefaults(given);
  const example = lost.map(({ key, flag }) => `${flag} ${[defaults[key]].flat().join(' ')}`).join(' ');
  return couldNotRun(`there is no terminal to ask at, and ${lost.map(({ flag }) => flag).join(', ')} ${lost.length === 1 ? 'is' : 'are'} not given`, `add --yes for the defaults: ${example}`);
}

/** Asks for all that is not said; undefined when the person ends the conversation. */
export async function askFor(given: Given, ask: Ask, tell: (text: string) => void): Promise<Answers | undefined> {
  let said = given;
  for (const field of FIELDS) {
    if (said[field.key] !== undefined) continue;
    const values = await askOne(field, said, ask, tell);
    if (values === undefined) return undefined;
    said = { ...said, [field.key]: values };
  }
  return complete(said);
}

async function askOne(field: Field, said: Given, ask: Ask, tell: (text: string) => void): Promise<readonly string[] | undefined> {
  for (;;) {
    const fallback = field.fallback(said);
    const answer = await ask(`${field.question} [${fallback}]: `);
    if (answer === undefined) return undefined;
    const text = answer.trim() === '' ? fallback : answer.trim();
    const values = field.key === 'sites' ? text.split(/[\s,]+/).filter((part) => part !== '') : [text];
    const fault = values.map((value) => field.faultOf(value)).find((one) => one !== undefined);
    if (fault === undefined) return values;
    tell(`  ${fault}\n`);
  }
}

function complete(said: Given): Answers {
  const one = (key: keyof Answers): string => said[key]?.[0] ?? '';
  return {
    name: one('name'),
    sites: [...new Set(said.sites)],
    instance: one('instance'),
    team: one('team'),
    pageReceiver: one('pageReceiver'),
    ticketReceiver: one('ticketReceiver'),
    scope: one('scope') === 'global' ? 'global' : 'site',
  };
}

function nameFault(value: string): string | undefined {
  const message = Name.safeParse(value).error?.issues[0]?.message;
  if (message === undefined) return undefined;
  const near = value
    .normalize('NFKD')
    .toLowerCase()
    .replace(/\p{Mn}/gu, '')
    .replace(/[^a-z0-9._-]+/g, '-')
    .slice(0, 100)
    .replace(/^[^a-z0-9]+|[^a-z0-9]+$/g, '');
  return `${message}${near === '' ? '' : `; did you mean \`${near}\`?`}`;
}

function textFault(value: string): string | undefined {
  return Text.safeParse(value).error?.issues[0]?.message;
}

function scopeFault(value: string): string | undefined {
  if (SCOPES.some((scope) => scope === value)) return undefined;
  const near = nearName(value, SCOPES);
  return `expected site or global${near === undefined ? '' : `; did you mean \`${near}\`?`}`;
}
