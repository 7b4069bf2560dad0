import fc from 'fast-check';
import { expect, test } from 'vitest';
import { renderText, type Variables } from '../../../src/texts/render.ts';

const VARIABLES: Variables = {
  instance: { name: 'a{{b', identity: 'i', team: 't', description: '"q" \\ {{ $x }}' },
  objective: { name: 'o', target: '99.9%' },
  project: { name: 'p' },
  site: { kind: 'inert', text: 'north' },
};
/** Renders to nothing, and is more than a variable, so that Handlebars has to do the work. */
const BLOCK = '{{#if instance.name}}{{/if}}';

const pieces = fc.array(
  fc.oneof(
    fc.constantFrom('{{ instance.name }}', '{{instance.description}}', '{{ objective.target }}', '{{ project.name }}', '{{ site }}', '{{  site}}'),
    fc.constantFrom('{{ $labels.job }}', '{{ $value | humanize }}', '{{ if $x }}', '{{ end }}', '{{- "a" -}}', '{{ printf "%s{{" "b" }}'),
    fc.constantFrom('\\', '\\\\', '{', '}', '}}', ' ', '\n', 'text', '&', '<b>', "'", '"'),
    fc.string({ maxLength: 5 }),
  ),
  { maxLength: 8 },
);

test('a text of plain variables says what Handlebars would have made of it', () => {
  fc.assert(
    fc.property(pieces, (parts) => {
      const text = parts.join('');
      const byHandlebars = renderText(`${text} ${BLOCK}`, VARIABLES);
      const plain = renderText(text, VARIABLES);
      expect(plain.text).toBe(byHandlebars.text?.slice(0, -1));
    }),
    { numRuns: 3000 },
  );
});

test.each([
  ['{{ instance.name }} in {{ site }}', 'a{{"{{"}}b in north'],
  ['{{ $labels.job }} of {{ project.name }}', '{{ $labels.job }} of p'],
  [String.raw`C:\{{ $labels.job }}\{{ project.name }}\\`, String.raw`C:\{{ $labels.job }}\p\\`],
  ['{{#if objective.name}}yes {{ $value }}{{else}}no{{/if}}', 'yes {{ $value }}'],
])('%s', (text, rendered) => {
  expect(renderText(text, VARIABLES)).toEqual({ text: rendered, problems: [] });
});

test('a variable of another place is unknown', () => {
  const { objective: _, ...withoutObjective } = VARIABLES;
  expect(renderText('{{ objective.name }}', VARIABLES).text).toBe('o');
  expect(renderText('{{ objective.name }}', withoutObjective)).toMatchObject({ text: undefined, problems: [{ code: 'TOC421', span: { start: 0, end: 20 } }] });
  expect(renderText('{{ instance.nam }}', VARIABLES)).toMatchObject({ problems: [{ code: 'TOC421', suggestion: 'instance.name' }] });
  expect(renderText('{{ instance }}', VARIABLES)).toMatchObject({ text: undefined, problems: [{ code: 'TOC421', span: { start: 0, end: 14 }, suggestion: 'instance.name' }] });
  expect(renderText('{{#if instance}}{{ project }}{{/if}}', VARIABLES)).toMatchObject({ text: undefined, problems: [{ code: 'TOC421', message: expect.stringContaining('`project` is a group') as string }] });
  expect(renderText('{{ instance.constructor }}', VARIABLES)).toMatchObject({ problems: [{ code: 'TOC421' }] });
});
