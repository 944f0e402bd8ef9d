import { afterEach, beforeEach, expect, test } from "vitest";
import { AgentHarness, until } from "./agent-harness.ts";

let harness: AgentHarness;
beforeEach(() => {
  harness = new AgentHarness();
});
afterEach(() => harness.stop());

test("a draining node finishes its task, takes nothing new and stops", async () => {
  const agent = await harness.startConnected();
  const task = harness.edge.addTask("make 100 3000");
  harness.edge.offer(task);
  await until(() => task.reports.length > 0);
  const next = harness.edge.addTask("make 100");
  const drained = agent.drain();
  await until(() => harness.edge.hellos.at(-1)?.draining === true);
  expect(harness.edge.hellos.at(-1)?.leaseIds).toEqual([task.leaseId]);
  harness.edge.offer(next);
  await drained;
  expect(task.completed).not.toBeNull();
  expect(next.state).toBe("ready");
});

test("what is not done in the drain time is handed back", async () => {
  const agent = await harness.startConnected({ drainSeconds: 1 });
  const task = harness.edge.addTask("sleep");
  harness.edge.offer(task);
  await until(() => task.reports.length > 0);
  await agent.drain();
  expect(task.failed).toMatchObject({ reason: "drain", code: "drained" });
});

test("a second stop signal hands back at once", async () => {
  const agent = await harness.startConnected({ drainSeconds: 600 });
  const task = harness.edge.addTask("sleep");
  harness.edge.offer(task);
  await until(() => task.reports.length > 0);
  const drained = agent.drain();
  await agent.stop();
  await drained;
  expect(task.failed).toMatchObject({ reason: "drain" });
});
