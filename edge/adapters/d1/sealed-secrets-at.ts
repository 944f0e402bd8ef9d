/** The sealed secrets that sign at a time, the newest first; the one before it only until its end. */
export function sealedSecretsAt(
  row: { sealed: string; previous: string | null; previousUntil: number | null },
  now: number,
): string[] {
  const previous = (row.previousUntil ?? 0) > now ? row.previous : null;
  return previous === null ? [row.sealed] : [row.sealed, previous];
}
