import { beforeAll, describe, expect, it } from "vitest";
import { NewAccountView, Problem } from "../../edge/dialects/native/views.ts";
import {
  bindings,
  call,
  callJson,
  createCustomer,
  enrolNode,
  eventually,
  submitRender,
} from "./edge-client.ts";

let customer: Awaited<ReturnType<typeof createCustomer>>;
beforeAll(async () => {
  customer = await createCustomer();
});

const operator = { credential: bindings.OPERATOR_TOKEN };

async function readProblem(...request: Parameters<typeof call>) {
  const answer = await call(...request);
  expect(answer.headers.get("content-type")).toBe("application/problem+json");
  const problem = Problem.parse(await answer.json());
  expect(problem.status).toBe(answer.status);
  expect(problem.type).toBe(`urn:framefleet:problem:${problem.code}`);
  expect(problem.instance).toBe(`urn:framefleet:request:${answer.headers.get("x-request-id")}`);
  return { ...problem, headers: answer.headers };
}

describe("problems", () => {
  it("answer every refusal", async () => {
    const { apiKey: credential } = customer;
    const unknown = crypto.randomUUID();
    const asked = [
      [401, "unauthenticated", "GET", "/api/v2/jobs", {}],
      [403, "forbidden", "GET", "/api/v2/nodes", { credential }],
      [403, "forbidden", "GET", "/api/v2/assets", operator],
      [404, "not-found", "GET", `/api/v2/jobs/${unknown}`, { credential }],
      [404, "not-found", "GET", "/api/v2/jobs/not-an-id", { credential }],
      [404, "not-found", "GET", `/api/v2/jobs/${unknown}/waiting`, operator],
      [400, "invalid-request", "GET", "/api/v2/jobs?limit=0", { credential }],
      [400, "invalid-request", "GET", "/api/v2/events?after=-1", { credential }],
      [400, "invalid-request", "POST", "/api/v2/accounts", { ...operator, body: {} }],
      [415, "unsupported-media-type", "POST", "/api/v2/accounts", { ...operator, body: "{}" }],
      [404, "not-found", "GET", "/api/v2", {}],
      [404, "not-found", "GET", "/api/v2/no/such/path", {}],
    ] as const;
    for (const [status, code, method, path, options] of asked) {
      const problem = await readProblem(method, path, options);
      expect({ method, path, status: problem.status, code: problem.code }).toEqual({
        method,
        path,
        status,
        code,
      });
    }
    const field = await readProblem("POST", "/api/v2/accounts", {
      ...operator,
      body: { name: "" },
    });
    expect(field.field).toBe("name");
  });

  it("tell the allowed methods of an address that has others", async () => {
    const id = crypto.randomUUID();
    for (const [method, path, allow] of [
      ["POST", "/api/v2/jobs", "GET, HEAD, OPTIONS"],
      ["GET", "/api/v2/tickets", "POST, OPTIONS"],
      ["PUT", `/api/v2/assets/${id}`, "GET, DELETE, HEAD, OPTIONS"],
      ["DELETE", `/api/v2/jobs/${id}/cancel`, "POST, OPTIONS"],
    ] as const) {
      const problem = await readProblem(method, path, {});
      expect(problem).toMatchObject({ status: 405, code: "method-not-allowed" });
      expect(problem.headers.get("allow")).toBe(allow);
    }
  });
});

describe("accounts", () => {
  it("are made with limits and settings, and changed field by field", async () => {
    const made = await callJson(201, "POST", "/api/v2/accounts", {
      ...operator,
      body: { name: "Shown", monitorPublic: true, tokens: 5, limits: { maximumRunningJobs: 2 } },
    });
    expect(made).toMatchObject({
      name: "Shown",
      monitorPublic: true,
      disabled: false,
      balances: { tokens: 5, milliseconds: 300_000 },
      limits: { maximumRunningJobs: 2, weight: 1 },
      usedStorageBytes: 0,
    });
    expect(NewAccountView.parse(made)).toEqual(made);
    const path = `/api/v2/accounts/${String(made.id)}`;
    const { webhookSecret, ...account } = made;
    expect(webhookSecret).toMatch(/^whsec_/);
    expect(await callJson(200, "GET", path, operator)).toEqual(account);
    const body = { monitorPublic: false, name: "Hidden", weight: 3 };
    const changed = await callJson(200, "PATCH", path, { ...operator, body });
    expect(changed).toEqual({
      ...account,
      name: "Hidden",
      monitorPublic: false,
      limits: { ...(made.limits as object), weight: 3 },
    });
    await callJson(400, "PATCH", path, { ...operator, body: { balances: { tokens: 1e9 } } });
    await callJson(404, "PATCH", `/api/v2/accounts/${crypto.randomUUID()}`, { ...operator, body });
    expect(await callJson(200, "GET", path, operator)).toEqual(changed);
  });

  it("lose access while they are disabled", async () => {
    const own = await createCustomer();
    const path = `/api/v2/accounts/${own.id}`;
    const list = (status: number) =>
      callJson(status, "GET", "/api/v2/jobs", { credential: own.apiKey });
    await list(200);
    await callJson(200, "PATCH", path, { ...operator, body: { disabled: true } });
    await list(403);
    await callJson(200, "PATCH", path, { ...operator, body: { disabled: false } });
    await list(200);
  });
});

describe("nodes and waiting jobs", () => {
  type Waiting = { tasks: { reason: { code: string } | null; capableNodes: unknown }[] };
  const explain = async (jobId: string, credential = customer.apiKey) =>
    callJson<Waiting>(200, "GET", `/api/v2/jobs/${jobId}/waiting`, { credential });

  it("tell why a job waits, and operators which nodes could take it", async () => {
    const jobId = await submitRender(customer.apiKey);
    expect((await explain(jobId)).tasks).toMatchObject([
      { state: "ready", queuePosition: 1, reason: { code: "no-node-online" } },
    ]);
    const node = await enrolNode("atlas");
    await node.hello();
    const path = `/api/v2/nodes/${node.nodeId}`;
    const paused = await callJson(200, "POST", `${path}/pause`, {
      ...operator,
      body: { note: "fan replacement" },
    });
    expect(paused).toMatchObject({ state: "paused", note: "fan replacement", tasks: [] });
    expect((await explain(jobId)).tasks).toMatchObject([
      { reason: { code: "nodes-not-taking-work" }, capableNodes: { count: 0, names: null } },
    ]);
    await callJson(200, "POST", `${path}/resume`, operator);
    expect((await explain(jobId)).tasks).toMatchObject([
      { reason: { code: "next" }, capableNodes: { count: 1, names: null } },
    ]);
    expect((await explain(jobId, bindings.OPERATOR_TOKEN)).tasks).toMatchObject([
      { capableNodes: { count: 1, names: ["atlas"] }, capableSlots: { total: 1, free: 1 } },
    ]);
    const lease = await eventually(() => node.take());
    expect((await explain(jobId)).tasks).toMatchObject([{ state: "leased", reason: null }]);
    const second = await submitRender(customer.apiKey);
    expect((await explain(second)).tasks).toMatchObject([
      { reason: { code: "all-slots-busy", until: null }, queuePosition: 1 },
    ]);
    const { items } = await callJson<{ items: { id: string }[] }>(
      200,
      "GET",
      "/api/v2/nodes",
      operator,
    );
    const listed = items.find((item) => item.id === node.nodeId);
    expect(listed).toMatchObject({
      name: "atlas",
      state: "active",
      note: null,
      agentVersion: "0.1.0",
      capabilities: { models: ["procedural"] },
      lastHeardAt: expect.stringMatching(/^20/),
      quarantinedUntil: null,
      tasks: [{ jobId, taskId: lease.taskId, kind: "generate-video", slotIndex: 0 }],
    });
    expect(await callJson(200, "GET", path, operator)).toEqual(listed);
    await (await node.work(lease)).text();
    await eventually(async () => ((await explain(jobId)).tasks.length === 0 ? true : null));
    const foreign = await createCustomer();
    await callJson(404, "GET", `/api/v2/jobs/${jobId}/waiting`, { credential: foreign.apiKey });
    const detail = await callJson<{ outputs: { contentPath: string }[] }>(
      200,
      "GET",
      `/api/v2/jobs/${jobId}`,
      { credential: customer.apiKey },
    );
    const video = await call("GET", detail.outputs[0]!.contentPath, {
      credential: customer.apiKey,
    });
    expect(video.headers.get("content-type")).toBe("video/mp4");
    expect(video.headers.get("content-disposition")).toMatch(/^inline/);
    await video.text();
  });
});
