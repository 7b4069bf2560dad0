import { readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { BASE } from '../invalid/fixture.ts';
import { runCli } from '../support/cli.ts';
import { runInProcess } from '../support/in-process.ts';
import { tempDir } from '../support/temp.ts';
import { change, everything, generateFirst, projectWith, type Change } from './project.ts';

const INSTANCE = 'instances/eventgate-main.yaml';
const CONTRACT = 'contracts/eventgate.yaml';
const AVAILABILITY = `        good: eventgate_events_produced_total
        bad: eventgate_validation_errors_total{error_type!="ValidationError"}`;
const written = (file: string): string => readFileSync(join(BASE, 'slo-specs', file), 'utf8');
const inBlock = (line: string): string => `      query:
        total: sum by ({{group}}) (rate(eventgate_events_produced_total{ {{identity}} }[{{window}}]))
        bad: |
          sum by ({{group}}) (
            ${line}
          )`;
const LEVELS = Array.from({ length: 9 }, (_, level) => `${'abcdefghi'[level] ?? ''}: &${level} [${Array(10).fill(level === 0 ? 'x' : `*${level - 1}`).join(', ')}]`).join('\n');
const WITHOUT_EVENTS: Change = [CONTRACT, `${AVAILABILITY}\n      ignores:\n        - { label: error_type, values: [ValidationError], because: senders on public endpoints send what they like }`, ''];

/** Rows: what is wrong, the change, and how the report begins: place, code and the words that matter. */
const ROWS: readonly (readonly [name: string, changes: readonly Change[], says: readonly RegExp[]])[] = [
  ['an unknown key', [[INSTANCE, 'runbook:', 'runbok:']], [/^slo-specs\/instances\/eventgate-main\.yaml:8:3: error TOC101: unknown key `runbok`$/m, /did you mean `runbook`\?/]],
  ['a wrong type', [['inventory.yaml', 'sites: [eqiad, codfw]', 'sites: eqiad']], [/^slo-specs\/inventory\.yaml:5:10: error TOC103: expected a list, found `eqiad`$/m]],
  ['a misspelt kind', [[INSTANCE, 'kind: Instance', 'kind: Instanse']], [/eventgate-main\.yaml:2:7: error TOC108: unknown kind: `Instanse`$/m, /did you mean `Instance`\?/]],
  ['a duplicate instance', [['instances/copy.yaml', written(INSTANCE)]], [/eventgate-main\.yaml:3:19: error TOC202: a second document Instance `eventgate-main`$/m, /also slo-specs\/instances\/copy\.yaml:3:19/]],
  ['a duplicate instance of the inventory', [['inventory.yaml', '    eventbus-', '    eventgate-main: { contract: eventgate }\n    eventbus-']], [/inventory\.yaml:8:5: error TOC003: duplicate key `eventgate-main`$/m]],
  ['a duplicate objective', [[CONTRACT, 'name: latency, indicator', 'name: availability, indicator']], [/eventgate\.yaml:34:15: error TOC206: a second objective `availability`$/m]],
  ['an alias bomb', [['bomb.yaml', `${LEVELS}\n`]], [/^slo-specs\/bomb\.yaml:\d+:\d+: error TOC005: aliases up to here repeat more than 100000 values$/m]],
  ['a tab in the indentation', [[INSTANCE, '  class:', '\tclass:']], [/eventgate-main\.yaml:5:1: error TOC002: a tab in the indentation$/m]],
  ['an empty file in the place of an instance', [[INSTANCE, '']], [/eventgate-main\.yaml:1:1: error TOC007: this file holds no document$/m, /inventory\.yaml:7:5: error TOC204: instance `eventgate-main` has no specification$/m]],
  ['an empty file beside all others', [['later.yaml', '']], [/^slo-specs\/later\.yaml:1:1: error TOC007: this file holds no document$/m]],
  ['a file with everything commented out', [['later.yaml', '# kind: Waivers\n']], [/^slo-specs\/later\.yaml:1:1: error TOC007: this file holds no document$/m]],
  ['a binary file', [['dump.yaml', new Uint8Array([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0, 0xff, 0xfe])]], [/^slo-specs\/dump\.yaml:1:8: error TOC011: this file holds a NUL byte: it is no text$/m]],
  ['a file above 4 MiB', [['dump.yaml', `# ${'x'.repeat(4 * 1024 * 1024)}\n`]], [/^slo-specs\/dump\.yaml:1:1: error TOC012: this file has 4\.0 MiB; at most 4 MiB are read$/m]],
  ['a syntax error of PromQL', [WITHOUT_EVENTS, [CONTRACT, '      events:\n', `${inBlock('rate(eventgate_validation_errors_total{ {{identity}} }[{{window}}]')}\n`]], [/eventgate\.yaml:28:30: error TOC401: unclosed parenthesis/m]],
  ['a type error of PromQL', [WITHOUT_EVENTS, [CONTRACT, '      events:\n', `${inBlock('rate(sum(eventgate_validation_errors_total{ {{identity}} })) + 0 * rate(eventgate_validation_errors_total{ {{identity}} }[{{window}}])')}\n`]], [/eventgate\.yaml:29:18: error TOC402: argument 1 of `rate` is a range vector, and this is an instant vector$/m]],
  ['a bare target', [[CONTRACT, 'target: 99.9%', 'target: 99.9']], [/eventgate\.yaml:33:62: error TOC103: .*found the number 99\.9; a bare number could mean a share or per cent$/m, /Write `99\.9%`\./]],
  ['a target of 100 %', [[CONTRACT, 'target: 99.9%', 'target: 100%']], [/eventgate\.yaml:33:62: error TOC501: a target of 100% leaves no error budget$/m, /100% − 100% = 0%/]],
  ['a target above what the windows can detect', [[CONTRACT, 'target: 99.9%', 'target: 99.9999%']], [/eventgate\.yaml:33:62: error TOC510: .*at 99\.9999% a total outage spends the whole budget in 2\.6s/, /0\.0001% of 30d is 2\.6s; .*\s.*Choose at most 99\.994%/]],
  ['a period shorter than a window', [[CONTRACT, 'period: 30d', 'period: 2d']], [/eventgate\.yaml:33:77: error TOC503: .*the window 3d does not fit into the period of 2d$/m]],
  ['names that collide after normalising', [['inventory.yaml', '    eventgate-main:', '    eventgate_main: { contract: eventgate, identity: other }\n    eventgate-main:'], ['instances/other.yaml', written(INSTANCE).replace('eventgate-main', 'eventgate_main')]], [/other\.yaml:3:19: error TOC207: .*share the alert names `EventgateMain…`$/m, /this one becomes\s+`EventgateMain`/]],
  ['a name with quotes', [[INSTANCE, 'name: eventgate-main', `name: 'eventgate"main'`]], [/eventgate-main\.yaml:3:19: error TOC105: a name holds lower-case letters/]],
  ['a name with a line break', [[INSTANCE, 'team: data-engineering', 'team: "data\\nengineering"']], [/eventgate-main\.yaml:6:9: error TOC105: a name holds lower-case letters/]],
  ['a name with braces', [[INSTANCE, 'team: data-engineering', 'team: "{{ $labels.team }}"']], [/eventgate-main\.yaml:6:9: error TOC105: a name holds/]],
  ['a name that leads out', [['inventory.yaml', 'sites: [eqiad, codfw]', 'sites: [../../etc, codfw]']], [/inventory\.yaml:5:11: error TOC105: a name holds/]],
  ['a name in other letters', [['inventory.yaml', 'sites: [eqiad, codfw]', 'sites: [еqiad, codfw]']], [/inventory\.yaml:5:11: error TOC105: a name holds/]],
  ['a path that leads out', [['tocsin.yaml', 'path: rules/', 'path: ../../rules/']], [/tocsin\.yaml:10:11: error TOC213/]],
];

describe('refused, at its place, with nothing written', () => {
  test.each(ROWS)('%s', async (_, changes, says) => {
    const dir = projectWith();
    await generateFirst(dir);
    const before = everything(join(dir, 'generated'));
    change(dir, changes);
    const run = await runInProcess(['generate'], { cwd: dir });
    expect(run).toMatchObject({ status: 1, stdout: '' });
    for (const one of says) expect(run.stderr).toMatch(one);
    expect(run.stderr).toMatch(/\nNothing was written\.\n$/);
    expect(everything(join(dir, 'generated'))).toEqual(before);
  });

  test('a link that leads out of the specs folder', async () => {
    const dir = projectWith();
    await generateFirst(dir);
    const before = everything(join(dir, 'generated'));
    const outside = tempDir({ 'more.yaml': 'apiVersion: tocsin/v1\n' });
    symlinkSync(outside, join(dir, 'slo-specs/more'));
    symlinkSync(join(outside, 'more.yaml'), join(dir, 'slo-specs/one.yaml'));
    const run = await runCli(['generate'], { cwd: dir });
    expect(run).toMatchObject({ status: 1, stdout: '' });
    expect(run.stderr.match(/^error TOC721: the link slo-specs\/\S+ leads out of the specs folder and is not followed$/gm)).toHaveLength(2);
    expect(everything(join(dir, 'generated'))).toEqual(before);
  });

  test('a file whose name is no name: shown without driving the terminal, and never in the output', async () => {
    const dir = projectWith();
    rmSync(join(dir, 'slo-specs', INSTANCE));
    const name = 'a\nb\u001b[2J\u2028{{x}}.yaml';
    writeFileSync(join(dir, 'slo-specs', name), written(INSTANCE));
    const run = await runCli(['generate'], { cwd: dir });
    expect(run.status).toBe(0);
    const text = readFileSync(join(dir, 'generated/rules/eqiad/eventgate-main.yaml'), 'utf8');
    expect(text.split('\n').slice(0, 3)).toEqual([expect.stringMatching(/^# Generated/), expect.stringContaining('a?b?[2J?{{x}}.yaml'), 'groups:']);
    expect(text).not.toContain('\u001b');
  });
});
