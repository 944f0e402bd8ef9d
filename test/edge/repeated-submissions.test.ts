import { expect, it } from "vitest";
import { callWith } from "./call-with.ts";
import { bindings, call, enrolNode } from "./edge-client.ts";
import { NARRATIVE, withKey } from "./narrative-client.ts";
import { customerWith, PATH, REQUEST } from "./video-jobs-client.ts";

const prompts = ["A lake", "A hill"];
const without = { PROCEDURAL_FALLBACK: "off" };

it.each([
  ["a single video", "/api/video/single_inference", { prompt: "A lake" }, 1],
  ["a batch", "/api/video/batch_inference", { prompts }, 2],
  ["a video job", PATH, REQUEST, 1],
  ["a narrative", "/create_narrative", NARRATIVE, 1],
])("the request for %s, sent again, leaves alone what waits", async (_, path, body, count) => {
  await (await enrolNode()).hello();
  const customer = await customerWith(1_000);
  const credentials = withKey(customer);
  const headers = { ...credentials.headers, "idempotency-key": "one-and-the-same" };
  const request = { credential: customer.apiKey, ...credentials, headers, body };
  const first = await call("POST", path, request);
  const accepted: unknown = await first.json();
  // By now no node offers the models, and nothing may stand in for them.
  const again = await callWith(without, "POST", path, request);
  expect(again.status).toBe(first.status);
  expect(JSON.parse(again.text)).toEqual(accepted);
  const { results } = await bindings.DB.prepare("SELECT state FROM jobs WHERE account_id = ?")
    .bind(customer.id)
    .all();
  expect(results).toEqual(Array.from({ length: count }, () => ({ state: "queued" })));
});
