import type { Command, Option } from 'commander';
import { REGISTRY, type Code } from '../diagnostics/registry.ts';
import type { Context } from './context.ts';

/** A word that may be typed next, and what it is. */
interface Candidate {
  readonly word: string;
  readonly what: string;
}

/** Said in place of words where a folder is wanted: shells know those better. */
const FOLDERS = ':folders';
type Candidates = readonly Candidate[] | typeof FOLDERS;

/**
 * What may stand in place of the last word, one line each, for the completion scripts.
 * @param words what was typed behind `tocsin`; the last one may be empty or begun
 */
export async function complete(context: Context, program: Command, words: readonly string[]): Promise<string> {
  const typed = joined(words);
  const current = typed.at(-1) ?? '';
  const before = typed.slice(0, -1);
  // `--color=al`: the value is completed, and given back with its flag.
  const [, flag = '', begun = ''] = /^(--[a-z-]+=)(.*)$/.exec(current) ?? [];
  const found = await candidates(context, program, flag === '' ? before : [...before, flag.slice(0, -1)], flag === '' ? current : begun);
  if (found === FOLDERS) return `${FOLDERS}\n`;
  return found
    .filter(({ word }) => word.startsWith(flag === '' ? current : begun))
    .map(({ word, what }) => `${flag}${word}\t${what}\n`)
    .join('');
}

/** bash splits words at `=`; puts them together again as the values they are. */
function joined(words: readonly string[]): readonly string[] {
  return words.filter((word, at) => word !== '=' || at === words.length - 1).map((word) => (word === '=' ? '' : word));
}

async function candidates(context: Context, program: Command, before: readonly string[], current: string): Promise<Candidates> {
  const help = program.createHelp();
  const name = before.find((word) => !word.startsWith('-'));
  const command = program.commands.find((one) => one.name() === name);
  if (command === undefined) {
    if (current.startsWith('-')) return help.visibleOptions(program).flatMap(asCandidate);
    return name === undefined || (name === 'help' && before.at(-1) === 'help') ? help.visibleCommands(program).map((one) => ({ word: one.name(), what: one.description() })) : [];
  }
  const own = before.slice(before.indexOf(command.name()) + 1);
  const option = openOption(command, own, current);
  if (option !== undefined) return valuesOf(context, command, option, { own, current });
  if (current.startsWith('-')) return help.visibleOptions(command).filter((one) => one.variadic || !own.includes(one.long ?? '')).flatMap(asCandidate);
  return argumentsOf(command, own);
}

function asCandidate(option: Option): readonly Candidate[] {
  return option.long === undefined || option.long === null ? [] : [{ word: option.long, what: option.description }];
}

/** The option whose value is typed next: the last one, if it has none yet or takes several. */
function openOption(command: Command, own: readonly string[], current: string): Option | undefined {
  const at = own.findLastIndex((word) => word.startsWith('--'));
  const option = command.options.find(({ long }) => long === own[at]);
  if (option === undefined || !(option.required || option.optional)) return undefined;
  const values = own.length - at - 1;
  return values === 0 || (option.variadic && !current.startsWith('-')) ? option : undefined;
}

interface Typed {
  /** Words behind the command's name. */
  readonly own: readonly string[];
  readonly current: string;
}

async function valuesOf(context: Context, command: Command, option: Option, { own, current }: Typed): Promise<Candidates> {
  if (option.argChoices !== undefined) return option.argChoices.map((word) => ({ word, what: option.description }));
  const of = (what: string, names: readonly string[]): readonly Candidate[] => names.filter((word) => !own.includes(word)).map((word) => ({ word, what }));
  const at = own.lastIndexOf('--specs');
  const specs = (at === -1 ? undefined : own[at + 1]) ?? 'slo-specs';
  if (option.long === '--only' && command.name() === 'drill') {
    // Only who has chosen an instance waits until all specs are resolved.
    if (current.includes('/')) return of('obligation', await (await import('./obligation-names.ts')).obligationNames(context, specs));
    const { drillNames, instanceNames } = await import('./names-at-hand.ts');
    return [...of('drill', await drillNames(context)), ...of('instance', await instanceNames(context, specs))];
  }
  if (option.long === '--only' || (option.long === '--instance' && command.name() === 'simulate')) {
    const { instanceNames } = await import('./names-at-hand.ts');
    return of('instance', await instanceNames(context, specs));
  }
  return option.flags.includes('<folder>') ? FOLDERS : [];
}

/** Words of a command's one argument, where none is typed yet. */
async function argumentsOf(command: Command, own: readonly string[]): Promise<readonly Candidate[]> {
  const [argument] = command.registeredArguments;
  if (argument === undefined || own.some((word) => !word.startsWith('-'))) return [];
  if (argument.argChoices !== undefined) return argument.argChoices.map((word) => ({ word, what: argument.description }));
  switch (command.name()) {
    case 'explain':
      return (Object.keys(REGISTRY) as Code[]).sort().map((code) => ({ word: code, what: REGISTRY[code].title }));
    case 'schema': {
      const { KINDS } = await import('../spec/kinds.ts');
      return Object.keys(KINDS).map((word) => ({ word, what: 'kind of document' }));
    }
    default:
      return [];
  }
}
