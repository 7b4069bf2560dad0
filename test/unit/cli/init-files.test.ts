import fc from 'fast-check';
import { load } from 'js-yaml';
import { expect, test } from 'vitest';
import { firstFiles } from '../../../src/cli/init-files.ts';
import { Name } from '../../../src/spec/common.ts';
import { KINDS, type Kind } from '../../../src/spec/kinds.ts';

const name = fc.stringMatching(/^[a-z0-9]([a-z0-9._-]{0,8}[a-z0-9])?$/).filter((text) => Name.safeParse(text).success);
const receiver = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 });

test('whatever is answered, every file is what it says', () => {
  fc.assert(
    fc.property(name, fc.uniqueArray(name, { minLength: 1, maxLength: 3 }), name, name, receiver, receiver, (project, sites, instance, team, page, ticket) => {
      const files = firstFiles({ name: project, sites, instance, team, pageReceiver: page, ticketReceiver: ticket, scope: 'site' });
      const values = Object.fromEntries(files.map(({ path, text }) => [path, load(text)]));
      for (const [path, value] of Object.entries(values)) {
        if (path.endsWith('.yml')) continue;
        const { kind } = value as { kind: Kind };
        expect(KINDS[kind].safeParse(value).success, path).toBe(true);
      }
      expect(values['inventory.yaml']).toMatchObject({ spec: { sites, instances: { [instance]: { contract: 'http-service' } } } });
      expect(values['routing.yaml']).toMatchObject({ spec: { teams: { [team]: { page, ticket } } } });
      const { receivers } = values['alertmanager.base.yml'] as { receivers: { name: string }[] };
      expect(new Set(receivers.map((one) => one.name))).toEqual(new Set(['default', page, ticket]));
      expect(receivers).toHaveLength(new Set(['default', page, ticket]).size);
    }),
    { numRuns: 300 },
  );
});
