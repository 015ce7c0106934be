/** A rule's page as the list of rules shows it. */
export interface Page {
  readonly rule: string;
  readonly summary: string;
}

/** Reads the name and the summary of a rule from its page: the heading, and the sentence after it. */
export function readPage(markdown: string): Page | undefined {
  const [heading, , summary] = markdown.split(/\r?\n/, 3);
  return heading?.startsWith('# ') === true && summary !== undefined
    ? { rule: heading.slice(2).trim(), summary: summary.trim() }
    : undefined;
}
