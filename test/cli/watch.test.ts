import { appendFileSync, cpSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { runCli } from '../support/cli.ts';
import { startCli, type Conversation } from '../support/conversation.ts';
import { copiedSpecs, FEW, type Changes } from '../support/specs.ts';
import { waitUntil } from '../support/wait-until.ts';

/** Longer than any save is waited for: what has not happened by then does not happen. */
const SETTLED_MS = 700;

async function started(changes: Changes = {}, args: readonly string[] = []): Promise<{ readonly dir: string; readonly talk: Conversation }> {
  const dir = copiedSpecs(changes, FEW);
  const talk = startCli(['watch', ...args], dir);
  await talk.waitFor('Watching slo-specs; Ctrl-C ends.\n');
  return { dir, talk };
}

function runs(talk: Conversation): number {
  return talk.output().split(/ removed\n|Nothing was written\.\n|there is no specs folder/).length - 1;
}

function edit(path: string, from: string, to: string): void {
  const text = readFileSync(path, 'utf8');
  expect(text).toContain(from);
  writeFileSync(`${path}.new`, text.replace(from, to));
  // Whole at once: a file that is emptied and then written may be seen empty on a busy machine.
  renameSync(`${path}.new`, path);
}

test('it generates, again after each change, goes on after a problem, and ends cleanly', async () => {
  const { dir, talk } = await started();
  const file = join(dir, 'slo-specs/instances/eventstreams.yaml');
  await talk.waitFor(' written, 0 unchanged, 0 removed\n');

  edit(file, 'class: low', 'class: lwo');
  expect(await talk.waitFor('Nothing was written.\n')).toMatch(/Changed in slo-specs: instances\/eventstreams\.yaml\n[^]*did you mean `low`\?/);
  edit(file, 'class: lwo', 'class: high');
  await talk.waitFor('generated: 5 written,');
  await sleep(SETTLED_MS);
  expect(runs(talk)).toBe(3);

  talk.signal('SIGINT');
  expect(await talk.ended()).toBe(0);
  expect(readdirSync(join(dir, 'generated'), { recursive: true, encoding: 'utf8' }).filter((name) => name.includes('.tocsin-'))).toEqual([]);
});

test('one Ctrl-C that arrives twice is one', async () => {
  const twice = await started();
  await twice.talk.waitFor(' removed\n');
  twice.talk.signal('SIGINT');
  await sleep(20);
  twice.talk.signal('SIGINT');
  expect(await twice.talk.ended()).toBe(0);
});

test('it sees files that are replaced by renaming, and no more than one change in a save of several steps', async () => {
  const { dir, talk } = await started();
  await talk.waitFor(' removed\n');
  const file = join(dir, 'slo-specs/instances/eventstreams.yaml');
  for (const [from, to] of [['class: low', 'class: high'], ['class: high', 'class: critical']] as const) {
    // As editors do: a trial file, a backup, the new text beside the old one, a rename.
    const text = readFileSync(file, 'utf8');
    writeFileSync(join(dir, 'slo-specs/instances/4913'), '');
    rmSync(join(dir, 'slo-specs/instances/4913'));
    writeFileSync(`${file}~`, text);
    writeFileSync(join(dir, 'slo-specs/instances/.eventstreams.yaml.swp'), text.replace(from, to));
    renameSync(join(dir, 'slo-specs/instances/.eventstreams.yaml.swp'), file);
    expect(await talk.waitFor(' removed\n')).toContain('Changed in slo-specs: instances/eventstreams.yaml\ngenerated: 5 written');
  }
  await sleep(SETTLED_MS);
  expect(runs(talk)).toBe(3);
});

test('it sees the base file, new folders and what comes into them', async () => {
  const { dir, talk } = await started();
  await talk.waitFor(' removed\n');
  appendFileSync(join(dir, 'slo-specs/alertmanager.base.yml'), '# by hand\n');
  expect(await talk.waitFor(' removed\n')).toContain('alertmanager.base.yml\ngenerated: 1 written');

  mkdirSync(join(dir, 'slo-specs/more/deep'), { recursive: true });
  await sleep(SETTLED_MS);
  expect(runs(talk), 'an empty folder is no change').toBe(2);
  renameSync(join(dir, 'slo-specs/instances/eventstreams.yaml'), join(dir, 'slo-specs/more/deep/eventstreams.yaml'));
  expect(await talk.waitFor(' removed\n')).toContain('instances/eventstreams.yaml, more/deep/eventstreams.yaml');
  edit(join(dir, 'slo-specs/more/deep/eventstreams.yaml'), 'class: low', 'class: high');
  await talk.waitFor('generated: 5 written,');
});

test('it outlives its folder, and goes on when that is there again', async () => {
  const { dir, talk } = await started();
  await talk.waitFor(' removed\n');
  cpSync(join(dir, 'slo-specs'), join(dir, 'copy'), { recursive: true });
  rmSync(join(dir, 'slo-specs'), { recursive: true });
  await talk.waitFor('there is no specs folder slo-specs');
  renameSync(join(dir, 'copy'), join(dir, 'slo-specs'));
  await talk.waitFor(' unchanged, 0 removed\n');
  edit(join(dir, 'slo-specs/instances/eventstreams.yaml'), 'class: low', 'class: high');
  await talk.waitFor('generated: 5 written,');
  talk.signal('SIGTERM');
  expect(await talk.ended()).toBe(0);
});

test('its own output inside the specs is no change and no spec', async () => {
  const { dir, talk } = await started({}, ['--out', 'slo-specs/out']);
  await talk.waitFor('slo-specs/out: ');
  await talk.waitFor(' removed\n');
  await sleep(SETTLED_MS);
  expect(runs(talk)).toBe(1);
  edit(join(dir, 'slo-specs/instances/eventstreams.yaml'), 'class: low', 'class: high');
  await talk.waitFor('slo-specs/out: 5 written,');
  await sleep(SETTLED_MS);
  expect(runs(talk)).toBe(2);
});

test('runs follow one another, however fast the changes come, and the last one wins', async () => {
  const { dir, talk } = await started();
  await talk.waitFor(' removed\n');
  const file = join(dir, 'slo-specs/instances/eventgate-logging-external.yaml');
  let target = 'target: 99%';
  for (let step = 1; step <= 60; step++) {
    const next = `target: 99.${String(step).padStart(2, '0')}%`;
    // In place, as many editors save: what is seen half-way is seen again whole.
    writeFileSync(file, readFileSync(file, 'utf8').replace(target, next));
    target = next;
    await sleep(25);
  }
  await talk.waitFor('Changed in');
  // How long a run takes is not what is tested.
  await waitUntil('the output of the last change', 60_000, async () => (await runCli(['generate', '--check'], { cwd: dir })).status === 0);
  expect(talk.output()).not.toContain('another run');
  talk.signal('SIGINT');
  expect(await talk.ended()).toBe(0);
  expect(await runCli(['generate', '--check'], { cwd: dir })).toMatchObject({ status: 0 });
});
