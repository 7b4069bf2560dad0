import { readBase } from '../alertmanager/base.ts';
import { Sink } from '../diagnostics/diagnostic.ts';
import type { Source } from '../diagnostics/source.ts';
import type { Model } from '../model/model.ts';
import { checkInheritedDeadlines } from '../resolve/deadlines.ts';
import { durationOf } from './timing.ts';

/** What our routes inherit from the root of the base: where Routing gives no group wait, deadlines are kept with that one. */
export function inheritGroupWait(model: Model, base: Source | undefined, sink: Sink): Model {
  const { routing } = model;
  if (routing === undefined || routing.groupWaitMs !== undefined) return model;
  // Problems of the base are told where routes are put into it.
  const written = base === undefined ? undefined : readBase(base, new Sink())?.config.route.groupWait;
  const timed = { ...model, routing: { ...routing, inheritedGroupWaitMs: durationOf(written) } };
  checkInheritedDeadlines(timed, sink);
  return timed;
}
