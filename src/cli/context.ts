import type { Terminal } from '../io/ask.ts';
import type { Processes } from '../io/write-output.ts';

/** What a command sees of the world: streams, folder, day and processes are given, never taken. */
export interface Context {
  readonly stdout: (text: string) => void;
  readonly stderr: (text: string) => void;
  /** The folder that relative paths are relative to. */
  readonly cwd: string;
  /** The folder of this package, with its schemas and pages. */
  readonly home: string;
  readonly version: string;
  /** The day in UTC as `2026-11-23`. */
  readonly today: string;
  /** Whether each stream wants colours, if nobody says otherwise. */
  readonly colors: { readonly stdout: boolean; readonly stderr: boolean };
  /** Width of the terminal in columns. */
  readonly width: number;
  readonly processes: Processes;
  /** Milliseconds of a clock that never goes back, for what is shown to people only. */
  readonly now?: () => number;
  /** Variables of the environment that name engines, and PATH. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** The terminal a person sits at; nothing in a pipe or a job. */
  readonly terminal: () => Terminal | undefined;
  /** Waits until the person or the system asks the command to stop. */
  readonly stopped: () => Promise<void>;
}

/** A command's exit status: clean, findings, could not run. */
export const CLEAN = 0;
export const FINDINGS = 1;
export const COULD_NOT_RUN = 2;
export type ExitStatus = typeof CLEAN | typeof FINDINGS | typeof COULD_NOT_RUN;

export type ColorChoice = 'auto' | 'always' | 'never';

/** Whether to colour what goes to a stream. */
export function useColor(context: Context, choice: ColorChoice, stream: 'stdout' | 'stderr'): boolean {
  return choice === 'auto' ? context.colors[stream] : choice === 'always';
}
