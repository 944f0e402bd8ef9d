/** What an archive may hold at most. */
export const archiveLimits = {
  entries: 5000,
  /** Expanded bytes for one byte of the archive, in each entry. */
  ratio: 100,
  expandedBytes: 4 * 1024 ** 3,
  /** Far more than so many entries' names take; a longer directory is never read. */
  directoryBytes: 16 * 1024 ** 2,
} as const;

export type ArchiveLimits = { readonly [Limit in keyof typeof archiveLimits]: number };
