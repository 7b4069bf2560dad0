import { problem, type Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Drift } from './drift.ts';

const BUILD = 'run tocsin generate and commit what it writes';

/**
 * The diagnostics of a comparison, one a drift. Unknown files are warnings, everything else is an error.
 *
 * @param out the output folder as shown to people
 */
export function driftProblems(drifts: readonly Drift[], out: string): readonly Diagnostic[] {
  return drifts.map((drift) => {
    const file = 'path' in drift ? `${out}/${drift.path}` : drift.kind === 'manifest' ? `${out}/manifest.json` : undefined;
    return { ...asProblem(drift, out), ...(file === undefined ? {} : { file }) };
  });
}

function asProblem(drift: Drift, out: string): Diagnostic {
  switch (drift.kind) {
    case 'missing':
      return problem('TOC703', `${out}/${drift.path} is missing`, { help: BUILD });
    case 'rules':
    case 'text':
      return drift.cause === 'edited'
        ? problem('TOC702', `${out}/${drift.path} was edited by hand`, { help: 'bring the edit into the spec, or drop it with tocsin generate' })
        : problem('TOC701', `${out}/${drift.path} does not say what the specs say`, { help: BUILD });
    case 'line-ends':
      return problem('TOC701', `${out}/${drift.path} has Windows line ends`, { help: `add the line '${out}/** -text' to .gitattributes, then ${BUILD}` });
    case 'orphan':
      return problem('TOC704', `${out}/${drift.path} has no spec any more${drift.edited ? ' and is not as the tool wrote it' : ''}`, {
        help: drift.edited ? 'delete it, or move it to where your own files are; the tool leaves it alone' : BUILD,
      });
    case 'obstacle':
      return problem('TOC713', `${out}/${drift.path} is ${{ symlink: 'a symbolic link', folder: 'a folder', special: 'not a regular file' }[drift.what]}`, { help: `move ${out}/${drift.path} away, then ${BUILD}` });
    case 'interrupted':
      return problem('TOC705', interruptedMessage(drift, out), { help: drift.evidence === 'active' ? 'wait until that run has ended, then check again' : 'run tocsin generate: it completes the run' });
    case 'manifest':
      return problem('TOC707', manifestMessage(drift, out), { help: BUILD });
    case 'unknown':
      return problem('TOC706', `${out}/${drift.path} was not written by the tool`, { help: 'move your own files to another folder; rules left by an older tool can be deleted' });
  }
}

function interruptedMessage({ evidence, paths }: Drift & { kind: 'interrupted' }, out: string): string {
  const which = paths.length === 0 ? '' : `; newer than the manifest: ${paths.slice(0, 3).join(', ')}${paths.length > 3 ? ` and ${paths.length - 3} more` : ''}`;
  switch (evidence) {
    case 'active':
      return `another run is writing to ${out}${which}`;
    case 'staging':
      return `${out} was left by an interrupted run${which}`;
    case 'hashes':
      return `${out} holds files of two runs: an interrupted run, or a merge${which}`;
  }
}

function manifestMessage({ reason, paths }: Drift & { kind: 'manifest' }, out: string): string {
  switch (reason) {
    case 'absent':
      return `${out}/manifest.json is missing`;
    case 'unreadable':
      return `${out}/manifest.json cannot be read as a manifest`;
    case 'outdated':
      return `${out}/manifest.json lists files that are gone and have no spec: ${paths.slice(0, 3).join(', ')}${paths.length > 3 ? ` and ${paths.length - 3} more` : ''}`;
  }
}
