import type { Command, CommanderError, Option } from 'commander';
import { nearName } from '../diagnostics/near-name.ts';
import { couldNotRun, type CouldNotRun } from '../io/edge.ts';

/** What is wrong with a command line, in one line with the near name, and where to read more. */
export function usageFailure(error: CommanderError, program: Command, args: readonly string[]): CouldNotRun {
  const command = program.commands.find((one) => one.name() === args.find((arg) => !arg.startsWith('-')));
  const called = command === undefined ? 'tocsin' : `tocsin ${command.name()}`;
  const help = `run \`${called} --help\` for ${command === undefined ? 'the commands' : 'its options, with examples'}`;
  const said = error.message.replace(/^error: /, '').replace(/\.$/, '');
  switch (error.code) {
    case 'commander.unknownCommand': {
      const name = quotedIn(said) ?? '';
      return couldNotRun(`there is no command \`${name}\`${meant(name, visible(program))}`, help);
    }
    case 'commander.unknownOption': {
      const flag = quotedIn(said) ?? '';
      const known = [...(command ?? program).options, ...program.options].flatMap(({ long }) => long ?? []);
      return couldNotRun(`\`${called}\` has no option \`${flag}\`${meant(flag.replace(/=.*/, ''), [...known, '--help'])}`, help);
    }
    case 'commander.invalidArgument': {
      const [, value = ''] = /(?:argument|value) '(.*)' (?:from|is invalid)/.exec(said) ?? [];
      const option = command?.options.find((one) => said.startsWith(`option '${one.flags}'`));
      const choices = option?.argChoices ?? command?.registeredArguments[0]?.argChoices ?? [];
      const what = option === undefined ? `\`${called} ${value}\`` : `\`${nameOf(option)} ${value}\``;
      // Values that are no choice are judged by a parser of their own, which says what it expects.
      if (choices.length === 0) return couldNotRun(`${what}: ${said.slice(said.indexOf('is invalid. ') + 'is invalid. '.length)}`, help);
      return couldNotRun(`${what}: expected ${oneOf(choices)}${meant(value, choices)}`, help);
    }
    case 'commander.optionMissingArgument': {
      const option = command?.options.find((one) => said.startsWith(`option '${one.flags}'`));
      return couldNotRun(option === undefined ? said : `\`${nameOf(option)}\` needs a value${option.argChoices === undefined ? '' : `: ${oneOf(option.argChoices)}`}`, help);
    }
    case 'commander.missingArgument': {
      const choices = command?.registeredArguments[0]?.argChoices ?? [];
      return couldNotRun(`\`${called}\` needs the ${quotedIn(said) ?? 'argument'}${choices.length === 0 ? '' : `: ${oneOf(choices)}`}`, help);
    }
    case 'commander.excessArguments': {
      const most = command?.registeredArguments.length ?? 0;
      const hasSpecs = command?.options.some(({ long }) => long === '--specs') === true;
      return couldNotRun(`\`${called}\` takes ${most === 0 ? 'no argument' : 'one argument'}`, hasSpecs ? `name a folder with --specs; ${help}` : help);
    }
    default:
      return couldNotRun(said, help);
  }
}

/** The commands that help shows. */
function visible(program: Command): readonly string[] {
  return program.createHelp().visibleCommands(program).map((one) => one.name());
}

function meant(word: string, known: readonly string[]): string {
  const near = nearName(word, known);
  return near === undefined ? '' : `; did you mean \`${near}\`?`;
}

function nameOf(option: Option): string {
  return option.long ?? option.flags;
}

function quotedIn(said: string): string | undefined {
  return /'(.*)'/.exec(said)?.[1];
}

function oneOf(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1) ?? ''}`;
}
