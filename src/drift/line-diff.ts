import type { DiffLine } from './drift.ts';

/** Texts with more differences than this have little in common: then everything old goes and everything new comes. */
const MOST_EDITS = 600;

/** A shortest diff of two lists of lines, unchanged lines included (Myers, An O(ND) Difference Algorithm, 1986). */
export function diffLines(before: readonly string[], after: readonly string[]): readonly DiffLine[] {
  let start = 0;
  while (start < before.length && start < after.length && before[start] === after[start]) start++;
  let tail = 0;
  while (tail < before.length - start && tail < after.length - start && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail++;
  const same = (lines: readonly string[]): readonly DiffLine[] => lines.map((text) => ({ kind: 'same', text }));
  return [
    ...same(before.slice(0, start)),
    ...diffMiddle(before.slice(start, before.length - tail), after.slice(start, after.length - tail)),
    ...same(before.slice(before.length - tail)),
  ];
}

function diffMiddle(before: readonly string[], after: readonly string[]): readonly DiffLine[] {
  const reached = reachEnd(before, after);
  if (reached === undefined) return [...before.map((text) => line('removed', text)), ...after.map((text) => line('added', text))];
  const lines: DiffLine[] = [];
  let x = before.length;
  let y = after.length;
  // Backwards from the end: each step undoes one edit and the equal lines that followed it.
  for (let edits = reached.length - 1; edits >= 0; edits--) {
    const previous = reached[edits] ?? NOWHERE;
    const diagonal = x - y;
    const isInsertion = comesFromAbove(previous, diagonal, edits);
    const fromDiagonal = isInsertion ? diagonal + 1 : diagonal - 1;
    const fromX = edits === 0 ? 0 : furthest(previous, fromDiagonal);
    const fromY = edits === 0 ? 0 : fromX - fromDiagonal;
    while (x > fromX && y > fromY) {
      x--;
      y--;
      lines.push(line('same', before[x] ?? ''));
    }
    if (edits === 0) break;
    lines.push(isInsertion ? line('added', after[fromY] ?? '') : line('removed', before[fromX] ?? ''));
    x = fromX;
    y = fromY;
  }
  return lines.reverse();
}

/** By diagonal (lines of `before` less lines of `after`): how far into `before` so many edits lead. */
type Reach = ReadonlyMap<number, number>;

const NOWHERE: Reach = new Map();

/** What was reached before each edit count, up to the one that reaches both ends; nothing when that takes too many. */
function reachEnd(before: readonly string[], after: readonly string[]): readonly Reach[] | undefined {
  if (fewestEdits(before, after) > MOST_EDITS) return undefined;
  const trace: Reach[] = [];
  let reach = new Map<number, number>();
  for (let edits = 0; edits <= MOST_EDITS; edits++) {
    trace.push(reach);
    const next = new Map<number, number>();
    for (let diagonal = -edits; diagonal <= edits; diagonal += 2) {
      let x = edits === 0 ? 0 : comesFromAbove(reach, diagonal, edits) ? furthest(reach, diagonal + 1) : furthest(reach, diagonal - 1) + 1;
      while (x < before.length && x - diagonal < after.length && before[x] === after[x - diagonal]) x++;
      next.set(diagonal, x);
      if (x >= before.length && x - diagonal >= after.length) return trace;
    }
    reach = next;
  }
  return undefined;
}

/** So many edits it takes at least, whatever the order of the lines: those that only one side has. */
function fewestEdits(before: readonly string[], after: readonly string[]): number {
  const counts = new Map<string, number>();
  for (const text of before) counts.set(text, (counts.get(text) ?? 0) + 1);
  for (const text of after) counts.set(text, (counts.get(text) ?? 0) - 1);
  let edits = 0;
  for (const count of counts.values()) edits += Math.abs(count);
  return edits;
}

function comesFromAbove(reach: Reach, diagonal: number, edits: number): boolean {
  return diagonal === -edits || (diagonal !== edits && furthest(reach, diagonal - 1) < furthest(reach, diagonal + 1));
}

function furthest(reach: Reach, diagonal: number): number {
  return reach.get(diagonal) ?? -1;
}

function line(kind: DiffLine['kind'], text: string): DiffLine {
  return { kind, text };
}

/** A diff with only `context` unchanged lines around each change; what is left out becomes one `skip`. */
export function shorten(lines: readonly DiffLine[], context: number): readonly DiffLine[] {
  const keep = new Set<number>();
  for (const [index, { kind }] of lines.entries()) {
    if (kind === 'same') continue;
    for (let near = index - context; near <= index + context; near++) keep.add(near);
  }
  const short: DiffLine[] = [];
  let skipped = 0;
  const closeGap = (): void => {
    if (skipped > 0) short.push({ kind: 'skip', text: `${skipped} unchanged line${skipped === 1 ? '' : 's'}` });
    skipped = 0;
  };
  for (const [index, one] of lines.entries()) {
    if (!keep.has(index)) {
      skipped++;
      continue;
    }
    closeGap();
    short.push(one);
  }
  closeGap();
  return short;
}
