import type { Engines } from './engine-names.ts';

/** What a preparation, made once a run, hands to every test file. */
export type Prepared<T> = { readonly value: T } | { readonly problem: string };

declare module 'vitest' {
  interface ProvidedContext {
    engines: Prepared<Engines>;
    build: Prepared<true>;
    /** Absolute path of the folder that holds all temporary folders of this run. */
    temp: string;
  }
}

/** The value of a preparation; throws its problem, so that a test in need of it fails and is never skipped. */
export function unwrap<T>(prepared: Prepared<T>): T {
  if ('problem' in prepared) throw new Error(prepared.problem);
  return prepared.value;
}
