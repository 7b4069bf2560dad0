/** How a command tells what it found; all but `text` are one document on standard output. */
export const FORMATS = ['text', 'json', 'github', 'sarif'] as const;
export type Format = (typeof FORMATS)[number];
