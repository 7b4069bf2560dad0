import { parseDuration } from '../model/duration.ts';
import type { Routing } from '../model/model.ts';
import type { SpecOfKind } from '../spec/read.ts';

/** The routing document with its places; receivers are checked against the base file where that is read. */
export function resolveRouting(document: SpecOfKind<'Routing'>): Routing {
  const { spec } = document;
  const places = (path: readonly string[]) => ({ page: document.at([...path, 'page']), ticket: document.at([...path, 'ticket']) });
  const duration = (text: string | undefined): number | undefined => (text === undefined ? undefined : parseDuration(text));
  return {
    base: spec.base,
    baseAt: document.at(['spec', 'base']),
    insert: spec.insert,
    insertAt: document.at(['spec', 'insert']),
    teams: Object.entries(spec.teams)
      .map(([team, receivers]) => ({ team, receivers, at: places(['spec', 'teams', team]) }))
      .sort((a, b) => (a.team < b.team ? -1 : 1)),
    fallback: { receivers: spec.default, at: places(['spec', 'default']) },
    groupBy: spec.groupBy,
    groupByAt: document.at(['spec', 'groupBy']),
    groupWaitMs: duration(spec.groupWait),
    groupIntervalMs: duration(spec.groupInterval),
    repeatIntervalMs: duration(spec.repeatInterval),
    watchdog: spec.watchdog === undefined ? undefined : { receiver: spec.watchdog.receiver, everyMs: parseDuration(spec.watchdog.every), at: document.at(['spec', 'watchdog', 'receiver']) },
    allowInlineSecrets: spec.allowInlineSecrets ?? [],
  };
}
