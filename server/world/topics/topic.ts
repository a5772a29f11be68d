/**
 * What the pocket world knows. Facts and myths are clauses: no capital at the start, no full stop, `{a|b}` for
 * interchangeable wordings (see grammar/template.ts). Each names its subject, in the plural.
 */
export interface Subject {
  readonly noun: string;
  readonly facts: readonly string[];
  readonly myths: readonly string[];
}

export interface Topic {
  readonly name: string;
  readonly subjects: readonly Subject[];
}
