import { describe, expect, test } from 'vitest';
import { KINDS } from '../../../src/spec/kinds.ts';
import { mend } from '../../../src/spec/mend.ts';

const instance = (spec: Record<string, unknown>) => ({
  apiVersion: 'tocsin/v1',
  kind: 'Instance',
  metadata: { name: 'a' },
  spec: { class: 'high', team: 't', dashboard: 'd', runbook: 'r', ...spec },
});

describe('mending what has been reported', () => {
  test('gives a misspelt key its name and keeps its place', () => {
    const written = instance({ dashbord: 'x' });
    delete (written.spec as Record<string, unknown>)['dashboard'];
    const mended = mend(KINDS.Instance, written);
    expect(mended?.value).toMatchObject({ spec: { dashboard: 'x' } });
    expect(mended?.written(['spec', 'dashboard'])).toEqual(['spec', 'dashbord']);
    expect(written.spec).toHaveProperty('dashbord', 'x');
  });

  test.each([
    ['an unknown key is left out', { colour: 'red' }, {}],
    ['a bare target becomes a percentage', { objectives: [{ name: 'o', target: 99.95 }] }, { objectives: [{ name: 'o', target: '99.95%' }] }],
    ['a number becomes text', { team: 7 }, { team: '7' }],
  ])('%s', (_name, spec, wanted) => {
    expect(mend(KINDS.Instance, instance(spec))?.value).toEqual(instance(wanted));
  });

  test.each([
    ['what is missing', { team: undefined }],
    ['what could be anything', { objectives: 'all' }],
    ['a number that no text stands for', { objectives: [{ name: 'o', period: 30 }] }],
  ])('gives up on %s', (_name, spec) => {
    expect(mend(KINDS.Instance, instance(spec))).toBeUndefined();
  });
});
