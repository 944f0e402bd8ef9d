import { createExecutionContext, env, waitOnExecutionContext } from "cloudflare:test";
import type { Env } from "../../edge/composition.ts";
import worker from "../../edge/index.ts";
import { ORIGIN } from "./edge-client.ts";

/**
 * Sends one request to a Worker whose variables or bindings differ from the other tests', and
 * waits until all that it does after its answer is done. The answer's body has been read.
 */
export async function callWith(
  changes: Record<string, unknown>,
  method: string,
  path: string,
  options: { credential?: string; body?: unknown; headers?: Record<string, string> } = {},
): Promise<{ status: number; headers: Headers; text: string }> {
  const headers = new Headers(options.headers);
  if (options.credential !== undefined)
    headers.set("authorization", `Bearer ${options.credential}`);
  if (options.body !== undefined) headers.set("content-type", "application/json");
  const body = options.body === undefined ? {} : { body: JSON.stringify(options.body) };
  const request = new Request(new URL(path, ORIGIN), { method, headers, ...body });
  const context = createExecutionContext();
  const deployment = { ...env, ...changes } as unknown as Env;
  const answer = await worker.fetch(
    request as Parameters<typeof worker.fetch>[0],
    deployment,
    context,
  );
  const text = await answer.text();
  await waitOnExecutionContext(context);
  return { status: answer.status, headers: answer.headers, text };
}
