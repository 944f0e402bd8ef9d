import { sql, type SQL } from "drizzle-orm";

/**
 * What every id sorts before that was minted before a time (Unix milliseconds): ids begin with
 * their time (RFC 9562, version 7), so an index on ids is one by age.
 */
export function idsBefore(time: number): SQL {
  const hex = Math.max(0, Math.floor(time)).toString(16).padStart(12, "0");
  return sql`${`${hex.slice(0, 8)}-${hex.slice(8)}`}`;
}
