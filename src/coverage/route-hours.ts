import type { TimeInterval } from '../alertmanager/config.ts';
import type { Hours } from '../routing/muting.ts';
import { readSpells } from '../routing/time-interval.ts';
import type { Route } from '../routing/tree.ts';

/**
 * The hours of a route.
 * @throws {RangeError} for an interval that Alertmanager does not take, or that is not declared
 */
export function hoursOf({ node }: Route, intervals: readonly TimeInterval[]): Hours {
  const named = (name: string): ReturnType<typeof readSpells> => {
    const interval = intervals.find((one) => one.name === name);
    if (interval === undefined) throw new RangeError(`the time interval ${name} is not declared`);
    return readSpells(interval.intervals);
  };
  return { mute: node.muteTimeIntervals.map(named), active: node.activeTimeIntervals.map(named) };
}
