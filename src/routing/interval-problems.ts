import type { AlertmanagerConfig } from '../alertmanager/config.ts';
import { problem, type Sink } from '../diagnostics/diagnostic.ts';
import type { Source } from '../diagnostics/source.ts';
import { readSpells } from './time-interval.ts';

/** Reports time intervals that Alertmanager does not take, whether or not a route names them: it refuses the whole file for one. */
export function checkIntervals({ source, config }: { readonly source: Source; readonly config: AlertmanagerConfig }, sink: Sink): void {
  for (const { name, intervals, span } of config.timeIntervals) {
    try {
      readSpells(intervals);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      sink.report(problem('TOC612', `the time interval \`${name}\`: ${error.message}`, { at: { source, span }, help: 'mend it, or `amtool check-config` will refuse the file' }));
    }
  }
}
