/** Words and phrases, separated by commas, for each name of one group. */
export type LexiconEntries<Name extends string> = Readonly<Record<Name, string>>;
