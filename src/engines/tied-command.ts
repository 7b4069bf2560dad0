import { existsSync } from 'node:fs';

const SETPRIV = '/usr/bin/setpriv';

/**
 * A command line that also ends when this process does, even by SIGKILL.
 * The process id stays the program's own. Where Linux's `setpriv` is missing the command line is unchanged.
 */
export function tied(command: string, args: readonly string[]): [command: string, args: readonly string[]] {
  return existsSync(SETPRIV) ? [SETPRIV, ['--pdeathsig', 'KILL', '--', command, ...args]] : [command, args];
}
