import { sql, type SQL } from "drizzle-orm";

/**
 * Leaves word of what a commit did: one row, however many events. Nothing is left without events.
 *
 * @param left.events selects `event` (JSON) in the order in which they are to be told, or nothing.
 */
export function leaveWord(left: { jobId: string; events: SQL; now: number }): SQL {
  const { jobId, events, now } = left;
  // A clock that runs behind must not put what happens now before what is still to be told.
  return sql`INSERT INTO outbox (job_id, ordinal, event_id, events_json, created_at)
      SELECT ${jobId},
        MAX(${now}, COALESCE((SELECT MAX(ordinal) + 1 FROM outbox WHERE job_id = ${jobId}), 0)),
        events ->> '$[0].eventId', events, ${now}
      FROM (SELECT json_group_array(json(event)) AS events FROM (${events}))
      WHERE json_array_length(events) > 0`;
}
