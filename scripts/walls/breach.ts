export type Breach = {
  /** Name of the rule, as in .dependency-cruiser.mjs or scripts/walls. */
  rule: string;
  /** The file, with the line or the import that breaks the rule. */
  where: string;
  /** What the rule keeps, in one sentence. */
  sentence: string;
};
