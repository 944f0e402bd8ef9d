/**
 * What a log says of an unexpected error, with its causes. The database library writes the bound
 * values of a failed query into its message: of such an error only the query is told.
 */
export function describeFailure(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause === undefined ? "" : `\ncaused by ${describeFailure(error.cause)}`;
  if ("query" in error && "params" in error) return `failed query: ${String(error.query)}${cause}`;
  return (error.stack ?? error.message) + cause;
}
