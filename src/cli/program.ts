import { Command, CommanderError } from 'commander';
import { addCommands, examples } from './commands.ts';
import { CLEAN, COULD_NOT_RUN, type Context, type ExitStatus } from './context.ts';
import { tellFailures } from './failures.ts';
import { usageFailure } from './usage.ts';

const EXAMPLES = `${examples(
  ['init', 'write a first project'],
  ['generate', 'write generated/ from slo-specs/'],
  ['generate --check', 'in CI: fail when generated/ is not what the specs say'],
  ['validate --specs team/slos', 'check specs, write nothing'],
  ['explain TOC303', 'what a problem means and what to do'],
)}

Exit status: 0 clean, 1 findings, 2 could not run.`;

/** The hidden command that completion scripts call; its words are no arguments to be parsed. */
const COMPLETE = '__complete';

/** Reads the arguments and runs one command. */
export async function run(args: readonly string[], context: Context): Promise<ExitStatus> {
  let status: ExitStatus = CLEAN;
  const program = declare(context, (done) => {
    status = done;
  });
  if (args[0] === COMPLETE) {
    const { complete } = await import('./complete.ts');
    context.stdout(await complete(context, program, args.slice(1)));
    return CLEAN;
  }
  try {
    if (args.length === 0) {
      context.stderr(`${program.helpInformation()}${EXAMPLES}\n`);
      return COULD_NOT_RUN;
    }
    await program.parseAsync(args, { from: 'user' });
    return status;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return CLEAN;
    return tellFailures(context, [usageFailure(error, program, args)]);
  }
}

function declare(context: Context, done: (status: ExitStatus) => void): Command {
  const program = new Command('tocsin')
    .description('Compiles SLO specs into Prometheus rules and Alertmanager routes.')
    .version(context.version, '-V, --version')
    .addHelpText('after', EXAMPLES)
    .configureOutput({
      writeOut: context.stdout,
      writeErr: context.stderr,
      // Errors are told in one line by the caller, not by the parser.
      outputError: () => undefined,
      getOutHelpWidth: () => context.width,
      getErrHelpWidth: () => context.width,
    })
    .showSuggestionAfterError(false)
    .exitOverride()
    .hook('preAction', (_, command) => refuseEmpty(command));
  addCommands(program, context, done);
  return program;
}

/** An empty value is most often a variable of a script that was not set, and `''` would name the working folder. */
function refuseEmpty(command: Command): void {
  // What is wrong with a first project is told all at once.
  if (command.name() === 'init') return;
  const empty = command.options.find((option) => [command.getOptionValue(option.attributeName())].flat().includes(''));
  if (empty !== undefined) throw new CommanderError(COULD_NOT_RUN, 'commander.optionMissingArgument', `option '${empty.flags}' argument missing`);
}
