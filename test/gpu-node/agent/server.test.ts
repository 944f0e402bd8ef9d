import { afterEach, beforeEach, expect, test } from "vitest";
import { createServer } from "../../../gpu-node/server.ts";
import { AgentHarness, until } from "./agent-harness.ts";

let harness: AgentHarness;
beforeEach(() => {
  harness = new AgentHarness();
});
afterEach(() => harness.stop());

test("health, readiness, status and metrics tell what the agent does", async () => {
  const agent = await harness.startConnected();
  const server = createServer(agent);
  const get = (url: string) => server.inject({ method: "GET", url });
  expect((await get("/healthz")).json()).toEqual({ status: "alive" });
  expect((await get("/readyz")).statusCode).toBe(200);

  const task = harness.edge.addTask("sleep");
  harness.edge.offer(task);
  await until(() => task.reports.some((report) => report.stage === "generating"));
  const status = (await get("/status")).json<Record<string, unknown>>();
  expect(status).toMatchObject({
    nodeId: agent.identity.nodeId,
    version: "0.1.0",
    edge: { socketOpen: true, state: "active" },
    slots: [{ index: 0, kind: "cpu", busy: true }],
    leases: [{ leaseId: task.leaseId, epoch: 1, stage: "generating", percent: 27 }],
  });
  expect(JSON.stringify(status)).not.toContain(agent.identity.nodeToken);

  const metricsBefore = (await get("/metrics")).body;
  expect(metricsBefore).toContain("framefleet_node_slots_busy 1");
  harness.edge.control({ type: "cancel", leaseId: task.leaseId ?? "" });
  await until(() => agent.context.state.running.size === 0);
  const metrics = (await get("/metrics")).body;
  expect(metrics).toContain('framefleet_node_tasks_total{outcome="cancelled"} 1');
  expect(metrics).toContain('framefleet_node_task_seconds_count{outcome="cancelled"} 1');

  harness.edge.control({ type: "drain" });
  await until(() => agent.context.state.drainedByEdge);
  const ready = await get("/readyz");
  expect([ready.statusCode, ready.json()]).toEqual([
    503,
    { ready: false, reasons: ["drained-by-edge"] },
  ]);
  await server.close();
});

test("tokens never reach the log", async () => {
  const agent = await harness.startConnected();
  harness
    .logger()
    .info({ nodeToken: agent.identity.nodeToken, node: { token: "canary" } }, "canary test");
  const log = harness.logLines.join("");
  expect(log).toContain("canary test");
  expect(log).not.toContain(agent.identity.nodeToken);
  expect(log).not.toContain('"canary"');
});
