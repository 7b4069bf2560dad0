import { resolve } from 'node:path';
import { FolderWatch } from '../io/watch-folder.ts';
import { CLEAN, type ColorChoice, type Context, type ExitStatus } from './context.ts';
import { tellFailures } from './failures.ts';
import { generate } from './generate.ts';
import { shown } from './load.ts';

/** Flags of `watch`. */
export interface WatchOptions {
  readonly specs: string;
  readonly out: string;
  readonly strict: boolean;
  readonly color: ColorChoice;
}

const SHOWN_PATHS = 3;

/**
 * Generates, and again after each change of the specs, until it is told to stop. Problems never end it.
 * One run follows the other, so there are never two at once; what changes during one is seen after it.
 */
export async function watch(context: Context, options: WatchOptions): Promise<ExitStatus> {
  const folder = new FolderWatch(resolve(context.cwd, options.specs), resolve(context.cwd, options.out));
  const stopped = context.stopped().then(() => 'stopped' as const);
  try {
    const failure = await folder.start();
    if (failure !== undefined) return tellFailures(context, [failure]);
    const specs = shown(context, options.specs);
    context.stderr(`Watching ${specs}; Ctrl-C ends.\n`);
    for (;;) {
      await generate(context, { ...options, format: 'text', check: false, unproved: false, only: [], brief: true });
      const next = await Promise.race([stopped, folder.next()]);
      if (next === 'stopped') return CLEAN;
      if (next.kind === 'could-not-run') return tellFailures(context, [next]);
      context.stderr(`\nChanged in ${specs}: ${listed(next.paths)}\n`);
    }
  } finally {
    folder.close();
  }
}

function listed(paths: readonly string[]): string {
  const rest = paths.length - SHOWN_PATHS;
  return `${paths.slice(0, SHOWN_PATHS).join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
}
