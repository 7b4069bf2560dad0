import { Argument, Option, type Command } from 'commander';
import type { ColorChoice, Context, ExitStatus } from './context.ts';
import type { ExplainAlertOptions } from './explain-alert.ts';
import type { Format } from './formats.ts';
import type { InitOptions } from './init.ts';
import { colorOption, formatOption, outOption, specsOption, strictOption, timeScaleOption } from './options.ts';
import { SHELLS, type Shell } from './shells.ts';
import { addCoverage } from './coverage-command.ts';
import { addRoutes } from './routes-command.ts';
import { addSimulate } from './simulate-command.ts';

interface Flags {
  readonly specs: string;
  readonly out: string;
  readonly check?: true;
  readonly unproved?: true;
  readonly only: readonly string[];
  readonly strict?: true;
  readonly timeScale?: number;
  readonly color: ColorChoice;
  readonly format: Format;
}

type InitFlags = Omit<InitOptions, 'yes'> & { readonly yes?: true };

interface DrillFlags {
  readonly specs: string;
  readonly only: readonly string[];
  readonly keep?: string;
  readonly strict?: true;
  readonly engine: 'promtool' | 'prometheus';
  readonly timeScale?: number;
  readonly hazard?: string;
  readonly shard?: string;
  readonly jobs?: string;
  readonly cache: boolean;
  readonly format: 'text' | 'json' | 'junit';
  readonly color: ColorChoice;
}

/** Takes the exit status of the command that was run. */
export type Done = (status: ExitStatus) => void;

/** Declares every command. What a command does is loaded when it is called, so that the others start fast. */
export function addCommands(program: Command, context: Context, done: Done): void {
  program
    .command('init')
    .description('write a first project: asks at a terminal, or takes flags')
    .option('--name <name>', 'name of the project')
    .option('--site <name...>', 'a site, as its label says it; may be repeated')
    .option('--instance <name>', 'name of the first service')
    .option('--team <name>', 'who is told when it fails')
    .option('--page-receiver <name>', 'Alertmanager receiver that wakes the team')
    .option('--ticket-receiver <name>', 'Alertmanager receiver of what can wait')
    .addOption(new Option('--scope <scope>', 'a Prometheus for each site, or one that sees all').choices(['site', 'global']))
    .option('--dir <folder>', 'folder of the specs', 'slo-specs')
    .option('--yes', 'take the default for all that is not said, and ask nothing')
    .addHelpText('after', examples(['init', 'ask, then write slo-specs/'], ['init --yes --name shop --site eu --site us', 'ask nothing']))
    .action(async (flags: InitFlags) => {
      const { init } = await import('./init.ts');
      done(await init(context, { ...flags, yes: flags.yes === true }));
    });
  program
    .command('generate')
    .description('compile the specs and write rules and routes')
    .addOption(specsOption())
    .addOption(outOption())
    .option('--check', 'write nothing; fail when the output is not what the specs say')
    .option('--unproved', 'write though some failure is not proved to end at a person; holes become warnings')
    .addOption(new Option('--only <instance...>', 'write only these instances (`*` matches any characters); everything is checked, nothing deleted').default([], 'all'))
    .addOption(strictOption())
    .addOption(timeScaleOption('divide all durations, for a Prometheus of tests; needs an --out of its own'))
    .addOption(formatOption())
    .addOption(colorOption())
    .addHelpText('after', examples(['generate', 'write generated/ from slo-specs/'], ['generate --check', 'in CI: fail when generated/ is not what the specs say'], ["generate --only 'eventgate-*'", 'write some instances only']))
    .action(async (flags: Flags) => {
      const { generate } = await import('./generate.ts');
      done(await generate(context, { ...flags, check: flags.check === true, unproved: flags.unproved === true, strict: flags.strict === true }));
    });
  program
    .command('validate')
    .description('check the specs as generate would, and write nothing')
    .addOption(specsOption())
    .addOption(strictOption())
    .addOption(formatOption())
    .addOption(colorOption())
    .addHelpText('after', examples(['validate', 'check slo-specs/'], ['validate --specs team/slos --strict', 'another folder; warnings fail too'], ['validate --format sarif > tocsin.sarif', 'for code scanning']))
    .action(async (flags: Flags) => {
      const { validate } = await import('./validate.ts');
      done(await validate(context, { ...flags, strict: flags.strict === true }));
    });
  program
    .command('watch')
    .description('generate, and again whenever a spec changes, until Ctrl-C')
    .addOption(specsOption())
    .addOption(outOption())
    .addOption(strictOption())
    .addOption(colorOption())
    .addHelpText('after', examples(['watch', 'keep generated/ up to date while you edit'], ['watch --out /tmp/rules', 'without touching the committed files']))
    .action(async (flags: Flags) => {
      const { watch } = await import('./watch.ts');
      done(await watch(context, { ...flags, strict: flags.strict === true }));
    });
  program
    .command('drill')
    .description('make failures happen in synthetic series, and see whether the rules tell of them')
    .argument('[files...]', 'files and folders of drills (default: drills, and every obligation)')
    .addOption(specsOption())
    .addOption(new Option('--only <name...>', 'run only these drills, or those of these instances (`*` matches any characters)').default([], 'all'))
    .option('--hazard <hazard>', 'run only obligations of it, and drills that expect an alert of it')
    .option('--shard <part>', 'run one of several parts, such as 3/10')
    .option('--jobs <number>', 'how many run at once (default: one for each processor)')
    .option('--keep <folder>', 'write each test and its rules there, for `promtool test rules`')
    .option('--strict', 'fail where a drill needs a metric that is not exported')
    .addOption(new Option('--engine <engine>', 'what runs the rules; prometheus takes real time').choices(['promtool', 'prometheus']).default('promtool'))
    .addOption(timeScaleOption('how many times as fast as time a running Prometheus is (default: 60)'))
    .option('--no-cache', 'run drills that have not changed since they were run')
    .addOption(new Option('--format <format>', 'how results are told').choices(['text', 'json', 'junit']).default('text'))
    .addOption(colorOption())
    .addHelpText('after', examples(['drill', 'drill every obligation, and run all of drills/'], ['drill drills', 'run those alone'], ["drill --only 'shop/eu/*'", 'every failure of an instance on a site'], ['drill my.yaml --keep /tmp/t', 'keep what promtool was given']))
    .action(async (files: readonly string[], flags: DrillFlags) => {
      const { drill } = await import('./drill.ts');
      done(await drill(context, { ...flags, files, strict: flags.strict === true }));
    });
  addSimulate(program, context, done, examples);
  addRoutes(program, context, done, examples);
  addCoverage(program, context, done, examples);
  program
    .command('explain')
    .description('print what a problem or an alert means and what to do, or list all codes')
    .argument('[name]', 'a code such as TOC303, or the name of an alert')
    .addOption(specsOption())
    .addOption(new Option('--format <format>', 'how an alert is told').choices(['text', 'json']).default('text'))
    .addOption(colorOption())
    .addHelpText('after', examples(['explain', 'list all codes'], ['explain TOC303', 'the page of one'], ['explain ShopAvailabilityBurnPage', 'an alert: its numbers, what to look at, who is told']))
    .action(async (name: string | undefined, flags: ExplainAlertOptions) => {
      const { explain } = await import('./explain.ts');
      done(await explain(context, name, flags));
    });
  program
    .command('schema')
    .description('print the JSON Schema of a kind of document, or of all')
    .argument('[kind]', 'Project, Inventory, Contract, Instance, Routing or Waivers')
    .option('--out <folder>', 'write a file for each kind, and one for all, into this folder')
    .addHelpText('after', examples(['schema Instance', 'print one schema'], ['schema --out schemas', 'write all of them, for an editor']))
    .action(async (kind: string | undefined, flags: { readonly out?: string }) => {
      const { schema } = await import('./schema.ts');
      done(await schema(context, kind, flags.out));
    });
  program
    .command('completion')
    .description('print a script that completes this command in a shell')
    .addArgument(new Argument('<shell>', 'the shell').choices(SHELLS))
    .addHelpText('after', examples(['completion bash > ~/.local/share/bash-completion/completions/tocsin', 'for bash'], ['completion fish > ~/.config/fish/completions/tocsin.fish', 'for fish']))
    .action(async (shell: Shell) => {
      const { completion } = await import('./completion.ts');
      done(completion(context, shell));
    });
}

/** Examples under a command's help, explanations under one another. */
export function examples(...lines: readonly (readonly [command: string, what: string])[]): string {
  const width = Math.max(...lines.map(([command]) => command.length));
  return `\nExamples:\n${lines.map(([command, what]) => `  tocsin ${command.padEnd(width)}  ${what}`).join('\n')}`;
}
