import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { runCli } from '../support/cli.ts';
import { ROOT } from '../support/root.ts';
import { runProcess, type Finished } from '../support/run-process.ts';
import { change, everything, generateFirst, projectWith, runPowerless } from './project.ts';

const OTHER_TARGET = [['contracts/eventbus.yaml', 'target: 99.9%', 'target: 99.5%']] as const;

let dir = '';
beforeEach(async () => {
  dir = projectWith();
  await generateFirst(dir);
});

/** Closes a path while something runs; opened again, or the folder could not be removed. */
async function closed<T>(path: string, mode: number, run: () => Promise<T>): Promise<T> {
  chmodSync(join(dir, path), mode);
  try {
    return await run();
  } finally {
    chmodSync(join(dir, path), 0o755);
  }
}

function expectSaid(run: Finished, message: string, todo: RegExp): void {
  expect(run).toMatchObject({ status: 2, stdout: '' });
  expect(run.stderr).toContain(`tocsin: ${message}`);
  expect(run.stderr).toMatch(todo);
  expect(run.stderr).not.toMatch(/^\s+at /m);
}

describe('without permission', () => {
  test.each([
    ['a spec', 'slo-specs/inventory.yaml', 'cannot read slo-specs/inventory.yaml: permission denied'],
    ['a folder of specs', 'slo-specs/contracts', 'cannot read the folder slo-specs/contracts: permission denied'],
    ['the specs folder', 'slo-specs', 'cannot read the folder slo-specs: permission denied'],
    ['the base file', 'slo-specs/alertmanager.base.yml', 'cannot read slo-specs/alertmanager.base.yml: permission denied'],
  ])('to read %s', async (_, path, message) => {
    const before = everything(join(dir, 'generated'));
    const run = await closed(path, 0, () => runPowerless(['generate'], dir));
    expectSaid(run, message, /do: .*chmod/);
    expect(everything(join(dir, 'generated'))).toEqual(before);
  });

  test('to read several files: each is named in the one run', async () => {
    chmodSync(join(dir, 'slo-specs/tocsin.yaml'), 0);
    const run = await closed('slo-specs/inventory.yaml', 0, () => runPowerless(['validate'], dir));
    expect(run.status).toBe(2);
    expect(run.stderr.match(/^tocsin: cannot read \S+: permission denied$/gm)).toEqual(['slo-specs/inventory.yaml', 'slo-specs/tocsin.yaml'].map((file) => `tocsin: cannot read ${file}: permission denied`));
  });

  test.each([
    ['the output folder', 'generated', 'cannot write to generated: permission denied'],
    ['a folder in it', 'generated/rules/eqiad', 'cannot write to generated/rules/eqiad: permission denied; nothing was changed'],
  ])('to write %s', async (_, path, message) => {
    change(dir, OTHER_TARGET);
    const run = await closed(path, 0o555, () => {
      const before = everything(join(dir, path));
      return runPowerless(['generate'], dir).finally(() => expect(everything(join(dir, path))).toEqual(before));
    });
    expectSaid(run, message, /do: .*chmod/);
    expect(await runCli(['generate'], { cwd: dir })).toMatchObject({ status: 0 });
  });

  test('to read what was generated: neither a build nor a check guesses', async () => {
    for (const args of [['generate'], ['generate', '--check']]) {
      const run = await closed('generated/rules/eqiad/eventgate-main.yaml', 0, () => runPowerless(args, dir));
      expectSaid(run, 'cannot read generated/rules/eqiad/eventgate-main.yaml: permission denied', /do: /);
    }
  });
});

describe('no space', () => {
  /** Fills a small disk of its own and generates onto it; where this user may mount none, files are kept small instead. */
  const FULL = `
    out=$1; shift
    if mount -t tmpfs -o size=128k tmpfs "$out" 2>/dev/null; then
      "$@" generate > /dev/null || exit 99
      sed -i 's/target: 99.9%/target: 99.5%/' slo-specs/contracts/*.yaml
      head -c 1000000 /dev/zero > "$out/rules/filler" 2>/dev/null
      how='no space is left on the disk'
    else
      "$@" generate > /dev/null || exit 99
      sed -i 's/target: 99.9%/target: 99.5%/' slo-specs/contracts/*.yaml
      : > "$out/rules/filler"
      how='a file would be larger than this user may make'
      trap '' XFSZ
      ulimit -f 8
    fi
    find "$out" -type f -exec sha256sum {} + | sort > before.txt
    "$@" generate
    status=$?
    ulimit -f unlimited 2>/dev/null
    find "$out" -type f -exec sha256sum {} + | sort | cmp - before.txt || exit 98
    echo "wanted: $how"
    exit $status`;

  const inNamespace = process.getuid?.() === 0 ? ['-m'] : ['-rm'];

  test('on the disk: exit 2, what to do, and every byte as it was', async () => {
    const fresh = projectWith();
    const command = [process.execPath, join(ROOT, 'bin/tocsin.js')];
    await runProcess('mkdir', [join(fresh, 'generated')]);
    const script = ['sh', '-c', FULL, 'sh', 'generated', ...command];
    const canUnshare = (await runProcess('unshare', [...inNamespace, 'true'])).status === 0;
    const run = canUnshare ? await runProcess('unshare', [...inNamespace, ...script], { cwd: fresh }) : await runProcess('sh', script.slice(1), { cwd: fresh });
    const wanted = /wanted: (.*)/.exec(run.stdout)?.[1] ?? 'nothing';
    expect(run.status, run.stderr).toBe(2);
    expect(run.stderr).toContain(`${wanted}; nothing was changed`);
    expect(run.stderr).toMatch(/do: /);
    expect(run.stdout.split('\n').filter((line) => line !== '')).toEqual([`wanted: ${wanted}`]);
  });

  test('for files of this size: the same', async () => {
    const before = everything(join(dir, 'generated'));
    change(dir, OTHER_TARGET);
    const run = await runProcess('sh', ['-c', `trap '' XFSZ; ulimit -f 8; exec "$0" "$@"`, process.execPath, join(ROOT, 'bin/tocsin.js'), 'generate'], { cwd: dir });
    expectSaid(run, 'cannot write generated/rules/', /a file would be larger than this user may make; nothing was changed\n {2}do: raise the limit/);
    const { '.': _folder, ...files } = everything(join(dir, 'generated'));
    const { '.': _before, ...filesBefore } = before;
    expect(files).toEqual(filesBefore);
    expect(await runCli(['generate'], { cwd: dir })).toMatchObject({ status: 0 });
  });
});
