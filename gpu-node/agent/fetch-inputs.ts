import { join } from "node:path";
import type { TaskInput } from "#contracts/task-inputs.ts";
import { getInput } from "../edge-client/inputs.ts";
import type { EdgeConnection } from "../edge-client/request-edge.ts";
import { retry } from "../edge-client/retry.ts";

export interface FetchInputsInput {
  readonly edge: EdgeConnection;
  readonly leaseId: string;
  readonly inputs: readonly TaskInput[];
  readonly workDirectory: string;
  readonly signal: AbortSignal;
  /** How many of the inputs are here. */
  readonly onProgress: (fetchedCount: number) => void;
}

const maximumAttempts = 5;

/**
 * Brings all inputs of a task into its work directory; returns their files in the task's order.
 * The names are ours, since those of users are not to be trusted. Throws EdgeError.
 */
export async function fetchInputs(input: FetchInputsInput): Promise<string[]> {
  const { edge, leaseId, signal } = input;
  const paths: string[] = [];
  for (const [index, expected] of input.inputs.entries()) {
    input.onProgress(index);
    const path = join(input.workDirectory, `input-${index}`);
    await retry(() => getInput(edge, { leaseId, index }, expected, path, signal), {
      signal,
      maximumAttempts,
    });
    paths.push(path);
  }
  return paths;
}
