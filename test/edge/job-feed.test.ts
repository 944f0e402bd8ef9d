import { beforeAll, expect, it } from "vitest";
import type { FeedClient } from "../../edge/domain/ports.ts";
import {
  bindings,
  callJson,
  createCustomer,
  enrolNode,
  eventually,
  submitRender,
} from "./edge-client.ts";

let customer: Awaited<ReturnType<typeof createCustomer>>;
let node: Awaited<ReturnType<typeof enrolNode>>;

beforeAll(async () => {
  customer = await createCustomer();
  node = await enrolNode();
  await node.hello();
});

const feedOf = (name: string) =>
  bindings.FEED.get(bindings.FEED.idFromName(name)) as unknown as FeedClient;
const typesOf = async (name: string) => {
  const { entries } = await feedOf(name).read(0, 100);
  expect(entries.map(({ seq }) => seq)).toEqual(entries.map((_, index) => index + 1));
  return entries.map(({ event }) => event.type);
};

it("begins with the first reader while the job waits, and once", async () => {
  const jobId = await submitRender(customer.apiKey);
  expect(await typesOf(`job:${jobId}`)).toEqual(["job-queued"]);
  await eventually(async () => (await typesOf(`account:${customer.id}`)).length || null);
  await callJson(200, "POST", `/api/v2/jobs/${jobId}/cancel`, { credential: customer.apiKey });
  const told = ["job-queued", "job-cancelling", "job-cancelled"];
  await eventually(async () => ((await typesOf(`job:${jobId}`)).length === 3 ? true : null));
  expect(await typesOf(`job:${jobId}`)).toEqual(told);
  await eventually(async () =>
    (await typesOf(`account:${customer.id}`)).length >= 3 ? true : null,
  );
  expect(await typesOf(`account:${customer.id}`)).toEqual(told);
});

it("begins before whatever is told first, though nobody read it", async () => {
  const jobId = await submitRender(customer.apiKey);
  const lease = await eventually(() => node.take());
  await (await node.work(lease)).text();
  const types = await eventually(async () => {
    const found = await typesOf(`job:${jobId}`);
    return found.at(-1) === "job-completed" ? found : null;
  });
  expect(types.filter((type) => type === "job-queued")).toHaveLength(1);
  expect(types[0]).toBe("job-queued");
});

it("stays empty for a job that nobody knows", async () => {
  expect(await typesOf(`job:${crypto.randomUUID()}`)).toEqual([]);
});
