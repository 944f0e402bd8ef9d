/** A kind of file that clients upload: what its first bytes look like, and how large it may be. */
export type FileKind = {
  /** The media type that a file's first bytes show, or null for another kind of file. */
  detect: (head: Uint8Array) => string | null;
  maximumBytes: number;
  /** What is said of a file of another kind. */
  refusal: string;
};

/** Bytes at the start of a file that every kind can be told by. */
export const FILE_KIND_BYTES = 16;
