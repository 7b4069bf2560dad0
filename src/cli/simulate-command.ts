import { Option, type Command } from 'commander';
import type { Context, ExitStatus } from './context.ts';
import { colorOption, specsOption } from './options.ts';
import type { SimulateOptions } from './simulate.ts';

/** Declares `simulate`; what it does is loaded when it is called. */
export function addSimulate(program: Command, context: Context, done: (status: ExitStatus) => void, examples: (...lines: readonly (readonly [command: string, what: string])[]) => string): void {
  program
    .command('simulate')
    .description('say when page and ticket would fire in an outage, from the specs alone')
    .requiredOption('--instance <name>', 'the instance that fails')
    .requiredOption('--error-ratio <percentage>', 'share of its events that fail')
    .requiredOption('--for <duration>', 'how long they fail')
    .option('--objective <name>', 'the objective they count for (default: each)')
    .option('--site <name>', 'the site that fails; all sites have the same rules')
    .option('--rate <events>', 'events in a time: 100/s, 30/m, 10/h; matters only where events are few', '100/s')
    .option('--before <duration>', 'how long the service was well before (default: longer than all windows)')
    .addOption(specsOption())
    .addOption(new Option('--format <format>', 'how it is told').choices(['text', 'json']).default('text'))
    .addOption(colorOption())
    .addHelpText(
      'after',
      examples(
        ['simulate --instance shop --error-ratio 2% --for 1h', 'in a table and a plot'],
        ['simulate --instance shop --error-ratio 50% --for 2m --rate 20/h', 'with few events'],
      ),
    )
    .action(async (flags: SimulateOptions) => {
      const { simulateOutage } = await import('./simulate.ts');
      done(await simulateOutage(context, flags));
    });
}
