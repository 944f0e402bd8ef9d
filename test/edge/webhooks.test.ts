import { env } from "cloudflare:test";
import { beforeAll, describe, expect, it } from "vitest";
import { JobEvent } from "#contracts/events.ts";
import { composeServices, composeWebhookPresenter, type Env } from "../../edge/composition.ts";
import { sweep } from "../../edge/domain/sweep/sweep.ts";
import {
  bindings,
  call,
  callJson,
  createCustomer,
  enrolNode,
  eventually,
  submitRender,
} from "./edge-client.ts";

// Nobody is there: what is sent, to whom and when stands in the database.
const NOBODY = "http://127.0.0.1:9/hook";
/** No task of these tests is given back, so that an endpoint is sent nothing. */
const QUIET = ["task-requeued"];

type Customer = Awaited<ReturnType<typeof createCustomer>>;
type Endpoint = { id: string; secret: string; disabled: boolean; disabledReason: string | null };
type Delivery = {
  id: string;
  eventId: string;
  eventType: string;
  state: string;
  attempts: number;
  log: { status: number | null; error: string | null; nextAttemptAt: string | null }[];
};

let customer: Customer;
beforeAll(async () => {
  customer = await createCustomer();
});

const ask = <Body>(status: number, method: string, path: string, body?: object) =>
  callJson<Body>(status, method, `/api/v2${path}`, { credential: customer.apiKey, body });
const createEndpoint = (eventTypes: string[] = [], url = NOBODY) =>
  ask<Endpoint>(201, "POST", "/webhook-endpoints", { url, eventTypes });
const listDeliveries = async (query: string) =>
  (await ask<{ items: Delivery[] }>(200, "GET", `/webhook-deliveries?${query}`)).items;

/** Submits a job and cancels it: three events, of which the last one ends it. */
async function cancelledJob(change: object = {}): Promise<string> {
  const jobId = await submitRender(customer.apiKey, change);
  await ask(200, "POST", `/jobs/${jobId}/cancel`);
  return jobId;
}

const deliveriesOf = (jobId: string, endpointId: string, count: number) =>
  eventually(async () => {
    const found = await listDeliveries(`jobId=${jobId}&endpointId=${endpointId}`);
    return found.length >= count ? found : null;
  });

describe("an endpoint", () => {
  it("is sent what it listens to, of jobs of any dialect, once each", async () => {
    const all = await createEndpoint();
    const ends = await createEndpoint(["job-cancelled"]);
    const jobId = await cancelledJob();
    const told = await deliveriesOf(jobId, all.id, 3);
    expect(told.map(({ eventType }) => eventType).toSorted()).toEqual([
      "job-cancelled",
      "job-cancelling",
      "job-queued",
    ]);
    const [end, ...others] = await deliveriesOf(jobId, ends.id, 1);
    expect(others).toEqual([]);
    expect(end).toMatchObject({ eventType: "job-cancelled", jobId, url: NOBODY });
    await ask(204, "DELETE", `/webhook-endpoints/${all.id}`);
    await ask(204, "DELETE", `/webhook-endpoints/${ends.id}`);
    await ask(404, "GET", `/webhook-endpoints/${ends.id}`);
  });

  it("is sent nothing of what streams alone tell, listed by an old one or replayed", async () => {
    const node = await enrolNode();
    await node.hello();
    const jobId = await submitRender(customer.apiKey);
    const lease = await eventually(() => node.take());
    const logs = [{ level: "info" as const, message: "a word of the node" }];
    await (await node.report(lease, { logs })).text();
    await eventually(async () => {
      const { events } = await ask<{ events: { type: string }[] }>(
        200,
        "GET",
        `/jobs/${jobId}/events?format=json`,
      );
      const types = events.map(({ type }) => type);
      return types.includes("job-logged") && types.includes("task-leased") ? types : null;
    });
    const all = await createEndpoint();
    const path = `/webhook-endpoints/${all.id}`;
    await ask(202, "POST", `${path}/replay`, { jobId });
    const told = await listDeliveries(`endpointId=${all.id}`);
    expect(told.map(({ eventType }) => eventType).toSorted()).toEqual([
      "job-queued",
      "job-started",
      "task-leased",
    ]);
    const eventTypes = ["job-logged", "task-stage-changed", "job-progressed"];
    for (const type of eventTypes) {
      await ask(400, "POST", "/webhook-endpoints", { url: NOBODY, eventTypes: [type] });
    }
    await bindings.DB.prepare("UPDATE webhook_endpoints SET event_types_json = ? WHERE id = ?")
      .bind(JSON.stringify(eventTypes), all.id)
      .run();
    expect(await ask(200, "GET", path)).toMatchObject({ eventTypes });
    expect(await ask(202, "POST", `${path}/replay`, { jobId })).toMatchObject({ replayed: 0 });
    await ask(204, "DELETE", path);
    await ask(200, "POST", `/jobs/${jobId}/cancel`);
  });

  it("shows its secret once, and nowhere else", async () => {
    const { id, secret } = await createEndpoint(QUIET);
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    const rotated = await ask<{ secret: string }>(
      200,
      "POST",
      `/webhook-endpoints/${id}/rotate-secret`,
    );
    expect(rotated.secret).not.toBe(secret);
    const [list, one] = [
      await ask<object>(200, "GET", "/webhook-endpoints"),
      await ask<object>(200, "GET", `/webhook-endpoints/${id}`),
    ];
    for (const answer of [list, one]) {
      expect(JSON.stringify(answer)).not.toContain("whsec_");
      expect(JSON.stringify(answer)).not.toContain("sealed");
    }
    const services = composeServices(env as unknown as Env, () => undefined);
    const receiver = await services.webhookEndpoints.readReceiver(id, Date.now());
    const opened = (receiver?.sealedSecrets ?? []).map((sealed) => services.secrets.open(sealed));
    expect(await Promise.all(opened)).toEqual([rotated.secret, secret]);
  });

  it("and callbacks of jobs have secrets of their own, which rotate alike", async () => {
    const services = composeServices(env as unknown as Env, () => undefined);
    const secretsAt = async (time: number) => {
      const sealed = await services.accounts.listSealedWebhookSecrets(customer.id, time);
      return Promise.all(sealed.map((one) => services.secrets.open(one)));
    };
    const [before] = await secretsAt(Date.now());
    const path = "/account/rotate-webhook-secret";
    const rotated = await ask<{ secret: string; previousSecretUntil: string }>(200, "POST", path);
    expect(rotated.secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    const until = Date.parse(rotated.previousSecretUntil);
    expect(await secretsAt(until - 1)).toEqual([rotated.secret, before]);
    expect(await secretsAt(until)).toEqual([rotated.secret]);
  });

  it("is refused where callbacks are", async () => {
    for (const url of [
      "http://example.com/",
      "https://127.0.0.1.example:444/",
      "https://10.0.0.1/",
    ]) {
      const answer = await ask<{ field: string }>(400, "POST", "/webhook-endpoints", { url });
      expect(answer.field).toBe("url");
    }
  });

  it("that is disabled is sent nothing, and what waited for it dies", async () => {
    const { id } = await createEndpoint(["job-cancelled"]);
    const jobId = await cancelledJob();
    const [owed] = await deliveriesOf(jobId, id, 1);
    const disabled = await ask<Endpoint>(200, "PATCH", `/webhook-endpoints/${id}`, {
      disabled: true,
    });
    expect(disabled).toMatchObject({ disabled: true, disabledReason: "account" });
    await ask(409, "POST", `/webhook-endpoints/${id}/replay`, {});
    await ask(409, "POST", `/webhook-deliveries/${owed?.id}/replay`);
    const silent = await cancelledJob();
    await eventually(async () => {
      await bindings.DB.prepare(
        "UPDATE webhook_deliveries SET next_attempt_at = 0, claimed_until = NULL WHERE id = ? AND state = 'pending'",
      )
        .bind(owed?.id)
        .run();
      await sweepNow();
      const delivery = await ask<Delivery>(200, "GET", `/webhook-deliveries/${owed?.id}`);
      return delivery.state === "dead" ? delivery : null;
    });
    expect(await listDeliveries(`jobId=${silent}`)).toEqual([]);
  });

  it("that was disabled for its answers is told in the account's feed", async () => {
    const { id } = await createEndpoint(QUIET);
    await bindings.DB.prepare(
      `UPDATE webhook_endpoints SET disabled_at = 5, disabled_reason = 'failing', untold = 1
       WHERE id = ?`,
    )
      .bind(id)
      .run();
    await sweepNow();
    await sweepNow();
    const { events } = await ask<{ events: Record<string, unknown>[] }>(
      200,
      "GET",
      "/events?format=json&limit=500",
    );
    const told = events.filter((event) => event["endpointId"] === id);
    expect(told).toEqual([
      {
        type: "webhook-endpoint-disabled",
        eventId: `${id}:disabled:5`,
        endpointId: id,
        reason: "failing",
        at: "1970-01-01T00:00:00.005Z",
        seq: expect.any(Number) as number,
      },
    ]);
  });
});

describe("a delivery", () => {
  it("has every attempt in its log, and is sent again under its id", async () => {
    const { id } = await createEndpoint(["job-cancelled"]);
    const jobId = await cancelledJob();
    const [owed] = await deliveriesOf(jobId, id, 1);
    const attempted = (attempts: number) =>
      eventually(async () => {
        const one = await ask<Delivery>(200, "GET", `/webhook-deliveries/${owed?.id}`);
        return one.log.length >= attempts ? one : null;
      }, 800);
    const first = await attempted(1);
    expect(first.log[0]).toMatchObject({ status: null, error: expect.any(String) as string });
    expect(first.log[0]?.nextAttemptAt).not.toBeNull();
    const again = await ask<Delivery>(202, "POST", `/webhook-deliveries/${owed?.id}/replay`);
    expect(again).toMatchObject({ id: owed?.id, state: "pending" });
    expect((await attempted(2)).id).toBe(owed?.id);
  });

  it("of a range of events is made anew for an endpoint that was not there then", async () => {
    const jobId = await cancelledJob();
    const page = await eventually(async () => {
      const found = await ask<{ events: { seq: number; eventId: string }[]; closed: boolean }>(
        200,
        "GET",
        `/jobs/${jobId}/events?format=json`,
      );
      return found.closed ? found : null;
    });
    const { id } = await createEndpoint();
    const [, second, third] = page.events;
    const path = `/webhook-endpoints/${id}/replay`;
    const range = { jobId, after: 1, before: third?.seq };
    expect(await ask(202, "POST", path, range)).toEqual({ replayed: 1, nextAfter: null });
    const made = await listDeliveries(`endpointId=${id}`);
    expect(made.map(({ eventId }) => eventId)).toEqual([second?.eventId]);
    // All that the account's feed has, the same event under the same id.
    await ask(202, "POST", path);
    const all = await listDeliveries(`endpointId=${id}&jobId=${jobId}`);
    expect(all).toHaveLength(3);
    expect(all.map((one) => one.id)).toContain(made[0]?.id);
    await ask(404, "POST", path, { jobId: crypto.randomUUID() });
    await ask(204, "DELETE", `/webhook-endpoints/${id}`);
  });
});

it("tells endpoints in the native words, and a callback in its dialect's", async () => {
  const services = composeServices(env as unknown as Env, () => undefined);
  const present = composeWebhookPresenter(env as unknown as Env, services);
  const event = JobEvent.parse({
    type: "job-failed",
    eventId: "e",
    jobId: crypto.randomUUID(),
    dialect: "velocity",
    at: 0,
    code: "render-failed",
    message: "The model failed.",
  });
  const { type: _, at: __, ...data } = event;
  expect(await present(event, customer.id, "endpoint")).toEqual({
    type: "job-failed",
    timestamp: "1970-01-01T00:00:00.000Z",
    data,
  });
  const { jobId } = event;
  const callback = await present({ ...event, dialect: "render-video" }, customer.id, "callback");
  expect(callback).toMatchObject({ type: "error", job_id: jobId, status: "failed" });
});

it("answers another account's ids as unknown ones", async () => {
  const { id } = await createEndpoint(QUIET);
  const { apiKey: credential } = await createCustomer();
  const answer = await call("GET", `/api/v2/webhook-endpoints/${id}`, { credential });
  expect(answer.status).toBe(404);
  await answer.text();
});

async function sweepNow(): Promise<void> {
  const work: Promise<unknown>[] = [];
  await sweep(composeServices(env as unknown as Env, (one) => void work.push(one)));
  await Promise.all(work);
}
