import { randomUUID } from "node:crypto";
import { afterEach, beforeEach, expect, test } from "vitest";
import { AgentHarness, isAlive, until } from "./agent-harness.ts";

let harness: AgentHarness;
beforeEach(() => {
  harness = new AgentHarness();
});
afterEach(() => harness.stop());

test("a newer agent that is recommended is logged once, however often the edge says it", async () => {
  harness.edge.versions.recommendedAgentVersion = "0.2.0";
  const { state } = (await harness.startConnected()).context;
  const warnings = () => harness.logLines.filter((line) => line.includes("is recommended"));
  await until(() => warnings().length === 1);
  const { greeting } = state;
  harness.edge.breakSockets();
  await until(() => state.greeting !== greeting);
  expect(state.agentTooOld).toBe(false);
  expect(warnings().map((line) => JSON.parse(line) as unknown)).toEqual([
    expect.objectContaining({ recommendedAgentVersion: "0.2.0" }),
  ]);
});

test("the heartbeat is answered, and a silent socket is opened again, with a new hello", async () => {
  await harness.startConnected();
  await until(() => harness.edge.pings >= 2);
  const hellos = harness.edge.hellos.length;
  harness.edge.answersPings = false;
  await until(() => harness.edge.connections === 2);
  harness.edge.answersPings = true;
  await until(() => harness.edge.hellos.length > hellos);
  const instances = new Set(harness.edge.hellos.map((hello) => hello.instanceId));
  expect(instances.size).toBe(1);
});

test("an offer that leads to nothing makes the node say who it is again", async () => {
  await harness.startConnected();
  const hellos = harness.edge.hellos.length;
  harness.edge.control({ type: "offer", taskId: randomUUID(), slotIndex: 0 });
  await until(() => harness.edge.hellos.length > hellos);
  expect(harness.edge.hellos.at(-1)?.instanceId).toBe(harness.edge.hellos[0]?.instanceId);
});

test("without sockets the node asks for work over HTTP", async () => {
  harness.edge.acceptsSockets = false;
  await harness.start();
  await until(() => harness.edge.calls.includes("POST /leases"));
  const task = harness.edge.addTask("make 100");
  await until(() => task.completed);
});

test("in long-poll mode no socket is opened", async () => {
  await harness.start({ controlChannel: "long-poll" });
  await until(() => harness.edge.calls.includes("POST /leases"));
  const task = harness.edge.addTask("make 100");
  await until(() => task.completed);
  expect(harness.edge.connections).toBe(0);
});

test("work stops when the edge is out of reach for 0.8 of the lease", async () => {
  harness.edge.settings.leaseSeconds = 2;
  await harness.startConnected();
  const task = harness.edge.addTask("sleep");
  harness.edge.offer(task);
  const find = () =>
    /pids (\d+) (\d+)/.exec(task.reports.map((report) => report.message).join(" "));
  await until(find);
  const processId = Number(find()?.[1]);
  await new Promise((resolve) => setTimeout(resolve, 1500));
  expect(isAlive(processId)).toBe(true);
  harness.edge.answersPings = false;
  harness.edge.acceptsSockets = false;
  harness.edge.breakSockets();
  harness.edge.fault = () => "break";
  const milliseconds = await until(() => !isAlive(processId), 4000);
  // The last contact may be one heartbeat or report older than the break.
  expect(milliseconds).toBeGreaterThan(600);
  expect(milliseconds).toBeLessThan(2100);
  expect(task.failed).toBeNull();
});

test("a drain of the edge stops new leases until it resumes the node", async () => {
  const agent = await harness.startConnected();
  harness.edge.control({ type: "drain" });
  await until(() => agent.context.state.drainedByEdge);
  const task = harness.edge.addTask("make 100");
  harness.edge.offer(task);
  await new Promise((resolve) => setTimeout(resolve, 500));
  expect(task.state).toBe("ready");
  harness.edge.control({ type: "resume" });
  await until(() => task.completed);
});

test("a revoked node ends with a clear error", async () => {
  const agent = await harness.startConnected();
  harness.edge.nodeTokens.clear();
  harness.edge.breakSockets();
  const task = harness.edge.addTask("make 100");
  harness.edge.offer(task);
  agent.context.state.wantHello();
  await expect(agent.finished).rejects.toMatchObject({ name: "AgentError", code: "revoked" });
});
