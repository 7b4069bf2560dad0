import type { Span } from '../diagnostics/source.ts';
import type { Labels } from './labels.ts';
import { failed, type Element } from './value.ts';

/** The vector itself; Prometheus fails where two elements have the same labels. */
export function unique(vector: readonly Element[], span: Span | undefined): readonly Element[] {
  if (hasTwins(vector)) throw failed('vector cannot contain metrics with the same labelset', span);
  return vector;
}

/** Whether two elements have the same labels. */
export function hasTwins(vector: readonly { readonly labels: Labels }[]): boolean {
  if (vector.length < 2) return false;
  if (vector.length === 2) return vector[0]?.labels.key === vector[1]?.labels.key;
  return new Set(vector.map(({ labels }) => labels.key)).size < vector.length;
}
