import { Sink } from '../diagnostics/diagnostic.ts';
import { drillName } from '../hazards/hazard-case.ts';
import { obligationsOf } from '../obligations/obligations.ts';
import type { Context } from './context.ts';
import { loadSpecs } from './load.ts';

/** Names of the drills of all obligations, as `eventgate-main/eqiad/outage`, for completion; none where the specs have problems. */
export async function obligationNames(context: Context, specs: string): Promise<readonly string[]> {
  const sink = new Sink();
  const loaded = await loadSpecs(context, specs, sink);
  const model = loaded.kind === 'loaded' && !sink.hasErrors ? loaded.model : undefined;
  return model?.routing === undefined ? [] : obligationsOf(model).map(drillName).sort();
}
