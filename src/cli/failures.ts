import type { CouldNotRun } from '../io/edge.ts';
import { COULD_NOT_RUN, type Context, type ExitStatus } from './context.ts';

/** Tells why a command could not do its work, each with what to do about it. */
export function tellFailures(context: Context, failures: readonly CouldNotRun[]): ExitStatus {
  for (const { message, help } of failures) context.stderr(`tocsin: ${message}\n  do: ${help}\n`);
  return COULD_NOT_RUN;
}
