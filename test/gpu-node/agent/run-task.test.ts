import { afterEach, beforeEach, expect, test } from "vitest";
import type { FakeTask } from "../../fakes/fake-edge.ts";
import { fixtureBytes } from "../../fixtures/fixture-bytes.ts";
import { AgentHarness, isAlive, until } from "./agent-harness.ts";

let harness: AgentHarness;
beforeEach(() => {
  harness = new AgentHarness();
});
afterEach(() => harness.stop());

/** Waits until the sleeping fixture runs; returns its process and that process's own child. */
async function processIdsOf(task: FakeTask): Promise<number[]> {
  const find = () =>
    /pids (\d+) (\d+)/.exec(task.reports.map((report) => report.message).join(" "));
  await until(find);
  return (find() ?? []).slice(1).map(Number);
}

test("an offered task is rendered, uploaded and completed with the right bytes", async () => {
  await harness.startConnected();
  const task = harness.edge.addTask("make 5000 300");
  harness.edge.offer(task);
  await until(() => task.state === "settled");
  expect(task.outputs.get("video")).toEqual(fixtureBytes(5000));
  expect(task.outputs.get("thumbnail")).toEqual(fixtureBytes(50));
  expect(task.completed?.outputs.map((output) => output.name)).toEqual(["video", "thumbnail"]);
  expect(task.completed?.result).toMatchObject({
    model: "procedural",
    seed: 7,
    encoder: "device none",
  });
  expect(task.completed?.result.renderMilliseconds).toBeGreaterThan(300);
  const percents = task.reports.map((report) => report.percent);
  expect(percents).toEqual([...percents].sort((left, right) => left - right));
  const numbers = task.reports.map((report) => report.reportNumber);
  expect(numbers).toEqual(numbers.map((_, index) => index + 1));
  await until(() => harness.agent?.context.state.running.size === 0);
  expect(await harness.workDirectories()).toEqual([]);
});

test("the job's log says once what made the outputs and how large they are", async () => {
  await harness.startConnected();
  const task = harness.edge.addTask("make 5000 300");
  let lost = false;
  harness.edge.faultAfter = (call) => {
    // The first report that has lines arrives, and its answer does not.
    const told = task.reports.some(({ logs }) => logs.length > 0);
    if (lost || !told || !call.endsWith("/progress")) return undefined;
    lost = true;
    return "break";
  };
  harness.edge.offer(task);
  await until(() => task.completed);
  expect(lost).toBe(true);
  const lines = new Map(
    task.reports.flatMap(({ reportNumber, logs }) =>
      logs.map(({ message }, index) => [`${reportNumber}:${index}`, message] as const),
    ),
  );
  expect([...lines.values()]).toEqual([
    expect.stringMatching(/^Made with procedural, encoded with device none, in \d+\.\d s$/),
    "Uploading video (5 kB), thumbnail (50 bytes)",
  ]);
});

test("work that waits is taken without an offer, one task after the other, on each slot", async () => {
  harness.edge.settings.heartbeatSeconds = 5;
  const tasks = Array.from({ length: 5 }, () => harness.edge.addTask("make 100"));
  await harness.start({}, { slots: 2 });
  await until(() => tasks.every((task) => task.completed !== null));
});

test("the child of a GPU slot sees that GPU alone", async () => {
  await harness.startConnected({}, { device: { kind: "gpu", deviceUuid: "GPU-0001" } });
  const task = harness.edge.addTask("make 100");
  harness.edge.offer(task);
  await until(() => task.completed);
  expect(task.completed?.result.encoder).toBe("device GPU-0001");
});

test.each(["websocket", "long-poll"] as const)(
  "a cancel kills the child and all it started within 2 s, over %s",
  async (controlChannel) => {
    const task = harness.edge.addTask("sleep");
    await harness.start({ controlChannel });
    const processIds = await processIdsOf(task);
    expect(processIds.map(isAlive)).toEqual([true, true]);
    task.cancel = controlChannel === "long-poll";
    if (!task.cancel) {
      await until(() => harness.agent?.context.state.socketOpen);
      harness.edge.control({ type: "cancel", leaseId: task.leaseId ?? "" });
    }
    await until(() => task.failed, 2000);
    expect(task.failed).toMatchObject({ reason: "cancelled", code: "cancelled" });
    expect(processIds.map(isAlive)).toEqual([false, false]);
    await until(() => harness.agent?.context.state.running.size === 0);
    expect(await harness.workDirectories()).toEqual([]);
  },
);

test("a lost lease drops the work at once, without another word", async () => {
  await harness.startConnected();
  const task = harness.edge.addTask("sleep");
  harness.edge.offer(task);
  const processIds = await processIdsOf(task);
  task.state = "lost";
  harness.edge.breakSockets();
  await until(() => !processIds.some(isAlive));
  await until(() => harness.agent?.context.state.running.size === 0);
  expect(harness.edge.calls.filter((call) => call.endsWith("/fail"))).toEqual([]);
});

test("409 on an upload drops the work", async () => {
  await harness.startConnected();
  const task = harness.edge.addTask("make 5000 100");
  harness.edge.fault = (call) => {
    if (call.startsWith("PUT")) task.state = "lost";
    return undefined;
  };
  harness.edge.offer(task);
  await until(() => task.state === "lost" && harness.agent?.context.state.running.size === 0);
  expect(task).toMatchObject({ completed: null, failed: null });
  expect(harness.edge.calls.filter((call) => /complete|fail/.test(call))).toEqual([]);
});

test("a crash of the child fails the task, and the node works on", async () => {
  await harness.startConnected();
  const task = harness.edge.addTask("crash");
  harness.edge.offer(task);
  await until(() => task.failed);
  expect(task.failed).toMatchObject({ reason: "error", code: "renderer-crashed" });
  expect(task.failed?.message).toContain("SIGSEGV");
  const next = harness.edge.addTask("make 100");
  harness.edge.offer(next);
  await until(() => next.completed);
});

test("codes of task errors pass through", async () => {
  await harness.startConnected();
  const task = harness.edge.addTask("fail invalid-input");
  harness.edge.offer(task);
  await until(() => task.failed);
  expect(task.failed).toMatchObject({ reason: "error", code: "invalid-input", retryable: false });
});

test("a task that cannot be read is failed, not forgotten", async () => {
  await harness.startConnected();
  const task = harness.edge.addTask("", { kind: "fold-laundry", parameters: {} });
  harness.edge.offer(task);
  await until(() => task.failed);
  expect(task.failed).toMatchObject({ code: "unsupported-task", retryable: true });
});

test("a child that takes too much memory is killed", async () => {
  await harness.startConnected({ taskMemoryMebibytes: 200 });
  const task = harness.edge.addTask("hog");
  harness.edge.offer(task);
  await until(() => task.failed);
  expect(task.failed).toMatchObject({ reason: "error", code: "memory-exceeded" });
});

test("the deadline of the lease ends the task", async () => {
  harness.edge.settings.deadlineSeconds = 1;
  await harness.startConnected();
  const task = harness.edge.addTask("sleep");
  harness.edge.offer(task);
  await until(() => task.failed);
  expect(task.failed).toMatchObject({ reason: "error", code: "deadline-exceeded" });
});

test("outputs that are too large are refused before they are sent", async () => {
  harness.edge.settings.maximumOutputBytes = 4000;
  await harness.startConnected();
  const task = harness.edge.addTask("make 5000");
  harness.edge.offer(task);
  await until(() => task.failed);
  expect(task.failed).toMatchObject({ code: "output-too-large", retryable: false });
  expect(task.outputs.size).toBe(0);
});
