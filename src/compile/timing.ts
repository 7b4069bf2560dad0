import type { RouteNode } from '../alertmanager/config.ts';
import type { Timing } from '../alertmanager/subtree.ts';
import { formatDuration, HOUR, MINUTE, parseDuration, SECOND } from '../model/duration.ts';
import type { Routing } from '../model/model.ts';
import { scaledMs } from '../rules/scale.ts';

/** What Alertmanager takes where no route says anything. */
const DEFAULTS = { groupWait: 30 * SECOND, groupInterval: 5 * MINUTE, repeatInterval: 4 * HOUR };

/** The times of our route; what Routing does not give is inherited from the root of the base. */
export function timingOf({ groupWaitMs, groupIntervalMs, repeatIntervalMs }: Routing): Timing {
  return {
    ...(groupWaitMs === undefined ? {} : { groupWait: formatDuration(groupWaitMs) }),
    ...(groupIntervalMs === undefined ? {} : { groupInterval: formatDuration(groupIntervalMs) }),
    ...(repeatIntervalMs === undefined ? {} : { repeatInterval: formatDuration(repeatIntervalMs) }),
  };
}

/** The same in scaled time: what would be inherited is written down, since the base stays as it is. */
export function scaledTiming({ groupWaitMs, groupIntervalMs, repeatIntervalMs }: Routing, root: RouteNode, scale: number): Timing {
  const scaled = (own: number | undefined, inherited: string | undefined, usual: number): string => formatDuration(scaledMs(own ?? durationOf(inherited) ?? usual, scale));
  return {
    groupWait: scaled(groupWaitMs, root.groupWait, DEFAULTS.groupWait),
    groupInterval: scaled(groupIntervalMs, root.groupInterval, DEFAULTS.groupInterval),
    repeatInterval: scaled(repeatIntervalMs, root.repeatInterval, DEFAULTS.repeatInterval),
  };
}

/** Milliseconds of a duration as Alertmanager writes it; undefined for what it would refuse, which is told elsewhere. */
export function durationOf(written: string | undefined): number | undefined {
  if (written === '0') return 0;
  return written !== undefined && /^([0-9]+(ms|[smhdw]))+$/.test(written) ? parseDuration(written) : undefined;
}
