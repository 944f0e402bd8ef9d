import { sql } from "drizzle-orm";
import { z } from "zod";
import { PlannedTaskSpec, type TaskSpec } from "#contracts/task.ts";
import { limitMilliseconds } from "../../domain/tasks/limit-milliseconds.ts";
import { MadeOutput, resolveInputs } from "../../domain/tasks/resolve-inputs.ts";

/** An asset as a task's output, as JSON. */
const describeOutput = sql`json_object('taskId', assets.task_id, 'output', assets.name,
  'assetId', assets.id, 'contentType', assets.content_type, 'sizeBytes', assets.size_bytes,
  'sha256', assets.sha256)`;

/** Outputs of the tasks that a task depends on, as JSON. */
export const outputsOfNeeded = sql<string>`(
  SELECT json_group_array(${describeOutput})
  FROM task_dependencies JOIN assets ON assets.account_id = tasks.account_id
    AND assets.job_id = tasks.job_id AND assets.task_id = task_dependencies.depends_on_task_id
  WHERE task_dependencies.job_id = tasks.job_id AND task_dependencies.task_id = tasks.id)`;

/** Assets that one of `tasks` made. */
export const madeByTask = sql`assets.account_id = tasks.account_id AND assets.job_id = tasks.job_id
  AND assets.task_id = tasks.id`;

/** What one task made, as JSON. */
export const outputsOfTask = sql<string>`(SELECT json_group_array(${describeOutput})
  FROM assets WHERE ${madeByTask})`;

/** Node time that a metered job can still pay for: its hold and what is free, less what it took. */
export const leftMilliseconds = sql<number | null>`(
  SELECT held.amount
    + COALESCE((SELECT available FROM balances
                WHERE account_id = held.account_id AND currency = held.currency), 0)
    - (SELECT SUM(render_milliseconds) FROM tasks AS used WHERE used.job_id = jobs.id)
  FROM jobs JOIN ledger AS held ON held.id = jobs.id || ':hold'
  WHERE jobs.id = tasks.job_id AND jobs.metered = 1)`;

/** What a task's row does not say: outputs of others as JSON, and the node time it may take. */
export type Surroundings = { made: string; left: number | null };

/** What a node is given of a task. */
export function readSpec(specJson: string, { made, left }: Surroundings): TaskSpec {
  const spec = resolveInputs(PlannedTaskSpec.parse(JSON.parse(specJson)), readMade(made));
  return left === null ? spec : limitMilliseconds(spec, left);
}

/** Outputs from the JSON of such a query. */
export function readMade(madeJson: string): MadeOutput[] {
  return z.array(MadeOutput).parse(JSON.parse(madeJson));
}
