/**
 * A range that holds `lengthMs` worth of steps, no more and no fewer, at whatever moment of a step it is read: both of its ends
 * belong to it up to Prometheus 2, so it is shorter by the unit of Prometheus' clock. Groups are evaluated at any moment of
 * their interval; a range shorter by a second would lack a step in one group of sixty.
 */
export function wholeSteps(lengthMs: number): number {
  return Math.max(1, lengthMs - 1);
}
