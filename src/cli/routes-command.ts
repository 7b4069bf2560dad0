import { Option, type Command } from 'commander';
import type { Context, ExitStatus } from './context.ts';
import { colorOption, outOption, specsOption } from './options.ts';
import type { RoutesOptions } from './routes.ts';

/** Declares `routes`; what it does is loaded when it is called. */
export function addRoutes(program: Command, context: Context, done: (status: ExitStatus) => void, examples: (...lines: readonly (readonly [command: string, what: string])[]) => string): void {
  program
    .command('routes')
    .description('show where alerts go: one, a set of labels, or all of them in the tree')
    .argument('[alert-or-labels...]', 'the name of an alert, or labels such as severity=page (default: the whole tree)')
    .addOption(specsOption())
    .addOption(outOption())
    .option('--alertmanager <file>', 'an Alertmanager configuration (default: the generated one)')
    .option('--rules <folder>', 'a folder of rule files (default: the generated ones)')
    .option('--at <time>', 'a moment such as 2026-12-24T03:00Z, for routes that are silent at times')
    .addOption(new Option('--format <format>', 'how it is told').choices(['text', 'json']).default('text'))
    .addOption(colorOption())
    .addHelpText(
      'after',
      examples(
        ['routes', 'the whole tree, with the alerts that end at each route'],
        ['routes EventgateMainTargetDown', 'the way of one alert, on each site'],
        ['routes team=sre severity=page', 'the way of any alert with these labels'],
      ),
    )
    .action(async (asked: readonly string[], flags: RoutesOptions) => {
      const { showRoutes } = await import('./routes.ts');
      done(await showRoutes(context, { ...flags, asked }));
    });
}
