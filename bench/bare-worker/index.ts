/** What wrangler binds to the bare Worker. */
type Env = { DB: D1Database; JOBS_QUEUE: Queue<{ jobId: string }> };

const accountId = "00000000-0000-7000-8000-000000000000";

/**
 * The least that a Worker can do to accept a job: one D1 batch that writes the rows a job has
 * (same tables, same indexes, same sizes), and one queue message. It checks nothing.
 *
 * `POST /setup` makes the account that the rows refer to; any other POST accepts a job.
 */
export default {
  async fetch(request, env): Promise<Response> {
    const { pathname } = new URL(request.url);
    if (pathname === "/healthz") return Response.json({ ok: true });
    if (pathname === "/setup") {
      await env.DB.prepare(
        `INSERT OR IGNORE INTO accounts (id, name, webhook_secret_sealed, pool, created_at)
         VALUES (?, 'bare', 'none', 'bare', 0)`,
      )
        .bind(accountId)
        .run();
      return Response.json({ ok: true });
    }
    const jobId = await accept(env, await request.json());
    return Response.json({
      job_id: jobId,
      status: "queued",
      message: "Queued.",
      estimated_time: 8,
    });
  },

  async queue(batch): Promise<void> {
    batch.ackAll();
  },
} satisfies ExportedHandler<Env, { jobId: string }>;

async function accept(env: Env, request: unknown): Promise<string> {
  const jobId = crypto.randomUUID();
  const taskId = crypto.randomUUID();
  const now = Date.now();
  const requestJson = JSON.stringify(request);
  const event = { type: "job-queued", eventId: `${jobId}:queued`, jobId, dialect: "bare", at: now };
  await env.DB.batch([
    env.DB.prepare(
      `INSERT INTO jobs (id, account_id, pool, dialect, kind, state, request_json, priority,
         estimated_seconds, created_at, deadline_at)
       VALUES (?, ?, 'bare', 'bare', 'generate-video', 'queued', ?, 0, 8, ?, ?)`,
    ).bind(jobId, accountId, requestJson, now, now + 86_400_000),
    env.DB.prepare(
      `INSERT INTO tasks (id, job_id, account_id, pool, position, kind, spec_json,
         requirements_json, final, expected_seconds, deadline_seconds, state, ready_at, created_at)
       VALUES (?, ?, ?, 'bare', 0, 'generate-video', ?, ?, 1, 7.4, 960, 'ready', ?, ?)`,
    ).bind(
      taskId,
      jobId,
      accountId,
      JSON.stringify({ kind: "generate-video", parameters: request, seed: 1, width: 1280 }),
      JSON.stringify({ kind: "generate-video", model: "procedural", codec: "h264" }),
      now,
      now,
    ),
    env.DB.prepare(
      `INSERT INTO outbox (job_id, ordinal, event_id, events_json, created_at)
       VALUES (?, ?, ?, ?, ?)`,
    ).bind(jobId, now, event.eventId, JSON.stringify([event]), now),
  ]);
  await env.JOBS_QUEUE.send({ jobId });
  return jobId;
}
