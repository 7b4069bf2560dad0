import type { ExpectedFile, Header } from '../../src/drift/on-disk.ts';

export declare const HEADER: Header;
export declare function filesOf(generation: number): readonly ExpectedFile[];
