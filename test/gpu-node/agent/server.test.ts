import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
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

test("GPUs' load, memory, temperature and power are told, and without readings there is no line", async () => {
  const directory = await mkdtemp(join(tmpdir(), "framefleet-smi-"));
  const nvidiaSmiProgram = join(directory, "nvidia-smi");
  const report = new URL("../../fixtures/nvidia-smi/one-gpu-v12.xml", import.meta.url).pathname;
  await writeFile(nvidiaSmiProgram, `#!/bin/sh\ncat ${report}\n`, { mode: 0o755 });
  const gpu = "GPU-11111111-2222-3333-4444-555555555555";
  const agent = await harness.startConnected(
    { nvidiaSmiProgram },
    { device: { kind: "gpu", deviceUuid: gpu } },
  );
  const server = createServer(agent);
  const get = (url: string) => server.inject({ method: "GET", url });
  await until(() => (agent.context.state.gpuReadings ?? []).length > 0);
  expect((await get("/status")).json()).toMatchObject({
    gpus: [
      {
        deviceUuid: gpu,
        utilizationPercent: 7,
        memoryMebibytes: 23_034,
        temperatureCelsius: 41,
        powerWatts: 16.45,
      },
    ],
  });
  const metrics = (await get("/metrics")).body;
  const label = `{gpu="${gpu}",name="NVIDIA L4"}`;
  expect(metrics).toContain(`framefleet_node_gpu_utilization_ratio${label} 0.07`);
  expect(metrics).toContain(`framefleet_node_gpu_temperature_celsius${label} 41`);
  expect(metrics).toContain(`framefleet_node_gpu_memory_bytes${label} ${23_034 * 1024 * 1024}`);
  const pings = harness.edge.pings;
  await until(() => harness.edge.pings > pings + 1);
  expect(harness.edge.toldGpus, "an edge that did not ask for them").toEqual([]);
  agent.context.state.gpuReadings = [];
  expect((await get("/metrics")).body).not.toContain(gpu);
  await server.close();
  await rm(directory, { recursive: true });
});

test.each([
  ["websocket", "socket"],
  ["long-poll", "lease"],
] as const)("an edge that asks for readings is told them (%s)", async (controlChannel, over) => {
  harness.edge.settings.gpuReadingsSeconds = 0.1;
  const settings = { controlChannel, nvidiaSmiProgram: "/nonexistent/nvidia-smi" };
  const device = { kind: "gpu", deviceUuid: "GPU-1" } as const;
  const { context } = await harness.start(settings, { device });
  await until(() => harness.edge.toldGpus.length > 0);
  expect(harness.edge.toldGpus[0], "a driver that does not answer").toEqual({ over, gpus: [] });
  const reading = {
    name: "NVIDIA \u201cL4\u201d",
    memoryMebibytes: 23_034,
    temperatureCelsius: 41,
    powerWatts: 16.449,
  };
  const unknown = { utilizationPercent: null, memoryUsedMebibytes: null };
  context.state.gpuReadings = [{ ...reading, ...unknown, deviceUuid: "GPU-1" }];
  await until(() => harness.edge.toldGpus.at(-1)?.gpus.length === 1);
  expect(harness.edge.toldGpus.at(-1)).toEqual({
    over,
    gpus: [{ ...reading, ...unknown, slotIndex: 0, name: "NVIDIA ?L4?", powerWatts: 16.4 }],
  });
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
