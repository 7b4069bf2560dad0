import { Option, type Command } from 'commander';
import type { Done } from './commands.ts';
import type { ColorChoice, Context } from './context.ts';
import type { CoverageOptions } from './coverage.ts';
import { colorOption, outOption, specsOption, strictOption } from './options.ts';

interface Flags {
  readonly specs: string;
  readonly out: string;
  readonly rules: readonly string[];
  readonly alertmanager?: string;
  readonly only: readonly string[];
  readonly holes?: true;
  readonly strict?: true;
  readonly format: CoverageOptions['format'];
  readonly color: ColorChoice;
}

/** Declares `coverage`. */
export function addCoverage(program: Command, context: Context, done: Done, examples: (...lines: (readonly [string, string])[]) => string): void {
  program
    .command('coverage')
    .description('prove that every failure of every instance ends at a person, or name the hole')
    .addOption(specsOption())
    .addOption(outOption())
    .addOption(new Option('--rules <path...>', 'judge these rule files or folders instead of the output folder’s').default([], 'the output folder'))
    .option('--alertmanager <file>', 'judge this configuration instead of the output folder’s')
    .addOption(new Option('--only <instance...>', 'show only these instances (`*` matches any characters); all are proved').default([], 'all'))
    .option('--holes', 'show only what is not proved')
    .addOption(strictOption())
    .addOption(new Option('--format <format>', 'how the result is told').choices(['text', 'json', 'markdown', 'junit', 'sarif', 'github']).default('text'))
    .addOption(colorOption())
    .addHelpText('after', examples(['coverage', 'prove generated/ as it lies there'], ['coverage --holes', 'only what is not proved'], ['coverage --rules alerts/ --alertmanager alertmanager.yml', 'judge rules and routes that others wrote']))
    .action(async (flags: Flags) => {
      const { coverage } = await import('./coverage.ts');
      done(await coverage(context, { ...flags, holes: flags.holes === true, strict: flags.strict === true }));
    });
}
