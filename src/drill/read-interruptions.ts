import { problem } from '../diagnostics/diagnostic.ts';
import type { Lookup } from './lookup.ts';
import { momentMs } from './moments.ts';
import { INTERRUPTIONS, type Interruption } from './scenario.ts';

/** What happens to Prometheus itself, by time; one has to be over before the next begins. */
export function readInterruptions(lookup: Lookup, durationMs: number): readonly Interruption[] {
  const read = (lookup.document.spec.prometheus ?? []).flatMap((one, index) =>
    INTERRUPTIONS.flatMap((kind): readonly (Interruption & { readonly index: number })[] => {
      const length = one[kind];
      if (length === undefined) return [];
      const atMs = lookup.moment(one.at, durationMs, ['prometheus', index, 'at']);
      return [{ kind, atMs, untilMs: atMs + momentMs(length), index }];
    }),
  );
  const ordered = read.sort((a, b) => a.atMs - b.atMs);
  for (const [at, { atMs, index }] of ordered.entries()) {
    const before = ordered[at - 1];
    if (before !== undefined && before.untilMs > atMs) lookup.sink.report(problem('TOC805', 'Prometheus is not back yet from what happened to it before', { at: lookup.at('prometheus', index, 'at'), help: 'choose a later moment' }));
  }
  const last = ordered.at(-1);
  if (last !== undefined && last.untilMs > durationMs) lookup.sink.report(problem('TOC805', 'Prometheus is not back at the end of the drill', { at: lookup.at('prometheus', last.index), help: 'let the drill last longer (`for`)' }));
  return ordered;
}
