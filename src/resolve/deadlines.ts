import { absenceDeadline } from '../checks/absence-deadline.ts';
import type { Sink } from '../diagnostics/diagnostic.ts';
import type { Model } from '../model/model.ts';

/** Reports deadlines that cannot be met with the group wait of the base's root route, once for each place they are written at. */
export function checkInheritedDeadlines({ settings, instances, routing }: Model, sink: Sink): void {
  const places = new Map(instances.map(({ absent }) => [JSON.stringify([absent.at.source.path, absent.at.span]), absent]));
  for (const { withinMs, at } of places.values()) {
    for (const one of absenceDeadline('absence', withinMs, { ...settings, groupWaitMs: routing?.inheritedGroupWaitMs }, at)) sink.report(one);
  }
}
