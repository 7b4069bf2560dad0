import type * as z from 'zod';

/** What an error of a schema says of an issue, in the words that its declaration gives it. */
export function saidOf(error: z.core.$ZodErrorMap<never> | undefined, issue: z.core.$ZodRawIssue): string | undefined {
  // Of whichever kind of schema: the type says no issue at all, since it may be that of any.
  const said = (error as z.core.$ZodErrorMap | undefined)?.(issue);
  return typeof said === 'string' ? said : said?.message;
}
