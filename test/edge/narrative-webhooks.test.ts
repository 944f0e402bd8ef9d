import { env } from "cloudflare:test";
import { beforeAll, expect, it } from "vitest";
import { JobEvent } from "#contracts/events.ts";
import { composeServices, composeWebhookPresenter, type Env } from "../../edge/composition.ts";
import { callJson, bindings, createCustomer, eventually, submitRender } from "./edge-client.ts";
import {
  createNarrative,
  enrolFilmNode,
  finish,
  LINES,
  readStatus,
  workOff,
  type Customer,
  type FilmNode,
} from "./narrative-client.ts";

// Nobody is there: what is sent, and in which order, stands in the database.
const webhookUrl = "http://127.0.0.1:9/hook";

let node: FilmNode;
let customer: Customer;
beforeAll(async () => {
  node = await enrolFilmNode("films");
  customer = await createCustomer();
});

type Delivery = { id: string; payload_json: string; url: string };

async function deliveriesOf(jobId: string): Promise<Delivery[]> {
  const { results } = await bindings.DB.prepare(
    "SELECT id, payload_json, url FROM webhook_deliveries WHERE job_id = ? ORDER BY rowid",
  )
    .bind(jobId)
    .all<Delivery>();
  return results;
}

/** Bodies of the job's deliveries, once there are so many. */
async function bodiesOf(jobId: string, count: number): Promise<Record<string, unknown>[]> {
  const rows = await eventually(async () => {
    const found = await deliveriesOf(jobId);
    return found.length >= count ? found : null;
  });
  const deployment = env as unknown as Env;
  const services = composeServices(deployment, () => undefined);
  const present = composeWebhookPresenter(deployment, services);
  return Promise.all(
    rows.map(async ({ payload_json: payload }) => {
      const body = await present(JobEvent.parse(JSON.parse(payload)), customer.id, "callback");
      return body as Record<string, unknown>;
    }),
  );
}

it("tells the start, each quarter and the end, once and in order", async () => {
  const id = await createNarrative(customer, { webhookUrl });
  await workOff(node, customer, id);
  const bodies = await bodiesOf(id, 5);
  expect(bodies.map(({ status, progress }) => `${String(status)} ${String(progress)}`)).toEqual([
    "IN_PROGRESS 0",
    "IN_PROGRESS 25",
    "IN_PROGRESS 50",
    "IN_PROGRESS 75",
    "COMPLETED 100",
  ]);
  for (const body of bodies) {
    expect(body).toMatchObject({ request_id: id, message: expect.any(String) as string });
  }
  const status = await readStatus(customer, id);
  expect(Object.keys(bodies[4] ?? {}).toSorted()).toEqual(
    ["request_id", ...Object.keys(status)].toSorted(),
  );
  expect(bodies[4]).toMatchObject({ message: status.message });
});

it("tells all quarters of a film that is done in one jump", async () => {
  const again = await createNarrative(customer, { webhookUrl });
  expect(await workOff(node, customer, again)).toHaveLength(1);
  expect((await bodiesOf(again, 5)).map(({ progress }) => progress)).toEqual([0, 25, 50, 75, 100]);
});

it("tells of a quarter while a scene is still being made", async () => {
  const id = await createNarrative(customer, {
    webhookUrl,
    input: { prompt_list: ["Only one line."], cache: false },
  });
  const lease = await eventually(() => node.take());
  await (await node.report(lease, { percent: 100, stage: "encoding" })).text();
  const bodies = await bodiesOf(id, 3);
  expect(bodies.map(({ progress }) => progress)).toEqual([0, 25, 50]);
  await finish(node, lease);
  await workOff(node, customer, id);
  expect((await bodiesOf(id, 5)).map(({ progress }) => progress)).toEqual([0, 25, 50, 75, 100]);
});

it("tells only the end of what is cancelled or fails before it runs", async () => {
  const id = await createNarrative(customer, {
    webhookUrl,
    input: { prompt_list: LINES, cache: false },
  });
  await callJson(200, "POST", `/api/v2/jobs/${id}/cancel`, { credential: customer.apiKey });
  expect(await bodiesOf(id, 1)).toEqual([
    {
      request_id: id,
      status: "CANCELLED",
      progress: 0,
      message: "The request was cancelled.",
    },
  ]);
});

it("leaves other dialects their own words", async () => {
  const id = await submitRender(customer.apiKey, { callback_url: webhookUrl });
  await callJson(200, "POST", `/api/v1/render-video/${id}/cancel`, { credential: customer.apiKey });
  expect(await bodiesOf(id, 1)).toEqual([
    {
      type: "error",
      job_id: id,
      status: "cancelled",
      message: "Your video rendering job was cancelled.",
    },
  ]);
});
