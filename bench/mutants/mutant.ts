/** One small fault put into a production file, and the promise that it breaks. */
export type Mutant = {
  /** The promise, in a few words; names the mutant. */
  breaks: string;
  /** From the repository's root. */
  file: string;
  /** Must stand in the file exactly once. */
  find: string;
  replace: string;
};
