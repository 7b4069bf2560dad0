import { expect, test } from 'vitest';
import { blocksOf, commandsOf, isShownBy } from '../support/markdown-blocks.ts';

const MARKDOWN = `Text
\`\`\`console
$ one a # exit 2
out
$ cat > f <<'EOF'
> x
> EOF
$ three

more
\`\`\`
- in a list
  \`\`\`yaml file=a/b.yaml
  key: 1
  \`\`\`
`;

test('blocks have a language, pairs and a place', () => {
  expect(blocksOf(MARKDOWN).map(({ language, info, line }) => ({ language, info, line }))).toEqual([
    { language: 'console', info: {}, line: 3 },
    { language: 'yaml', info: { file: 'a/b.yaml' }, line: 14 },
  ]);
  expect(blocksOf(MARKDOWN)[1]?.lines).toEqual(['key: 1']);
  expect(() => blocksOf('```sh\nx\n')).toThrow('not closed');
});

test('commands have a status and an output', () => {
  const [block] = blocksOf(MARKDOWN);
  expect(block && commandsOf(block)).toEqual([
    { text: 'one a # exit 2', status: 2, output: ['out'], from: 4, to: 5 },
    { text: "cat > f <<'EOF'\nx\nEOF", status: 0, output: [], from: 8, to: 8 },
    { text: 'three', status: 0, output: ['', 'more'], from: 9, to: 11 },
  ]);
});

test.each<readonly [shown: readonly string[], actual: string, is: boolean]>([
  [['a', 'b'], 'a\nb\n', true],
  [['a', 'b', ''], 'a\nb', true],
  [[], '', true],
  [[], 'a\n', false],
  [['a'], 'a\nb\n', false],
  [['a', '…'], 'a\nb\nc\n', true],
  [['…', 'c'], 'a\nb\nc\n', true],
  [['a', '…', 'c'], 'a\nc\n', true],
  [['a … c.'], 'a b c.\n', true],
  [['a … c.'], 'a b cx\n', false],
  [['a … c'], 'a b\nc\n', false],
])('%j shows %j: %s', (shown, actual, is) => {
  expect(isShownBy(shown, actual)).toBe(is);
});
