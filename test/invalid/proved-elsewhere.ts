/** Codes that no tree of files and commands leads to, with the test that proves each, and why it must. */
export const PROVED_ELSEWHERE: Readonly<Record<string, { readonly file: string; readonly because: string }>> = {
  TOC705: { file: 'test/unit/drift/compare.test.ts', because: 'it takes a run that was killed between two renames' },
  TOC711: { file: 'test/unit/io/write-output.test.ts', because: 'TOC213 refuses such a path before it comes to the writer, which guards itself all the same' },
  TOC790: { file: 'test/invalid/tool-fault.test.ts', because: 'it guards against faults of the tool itself' },
};
