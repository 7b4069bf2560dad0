import type { At } from '../promql/ast.ts';
import { numberValue } from './number.ts';
import type { Frame } from './source.ts';

/** When a selector or a subquery with `offset` and `@` looks, if it is evaluated at a time. */
export type MomentAt = (atMs: number, frame: Frame) => number;

export function momentOf(offsetMs: number | undefined, at: At | undefined): MomentAt {
  const offset = offsetMs ?? 0;
  if (at === undefined) return offset === 0 ? (atMs) => atMs : (atMs) => atMs - offset;
  switch (at.kind) {
    case 'timestamp': {
      const fixedMs = Math.round(numberValue(at.text) * 1000) - offset;
      return () => fixedMs;
    }
    case 'start':
      return (_, frame) => frame.startMs - offset;
    case 'end':
      return (_, frame) => frame.endMs - offset;
  }
}
