import { afterEach, beforeEach, expect, test } from "vitest";
import { fixtureBytes } from "../../fixtures/fixture-bytes.ts";
import { AgentHarness, until } from "./agent-harness.ts";

let harness: AgentHarness;
beforeEach(() => {
  harness = new AgentHarness();
});
afterEach(() => harness.stop());

test("a large output goes in parts, and an interrupted part does not repeat the others", async () => {
  await harness.startConnected();
  const task = harness.edge.addTask("make 210000");
  let breaks = 2;
  // Once the part itself is lost, once only its answer.
  harness.edge.fault = (call) =>
    call.endsWith("/upload/3") && breaks-- === 2 ? "break" : undefined;
  harness.edge.faultAfter = (call) =>
    call.endsWith("/upload/5") && breaks-- === 0 ? "break" : undefined;
  harness.edge.offer(task);
  await until(() => task.completed);
  expect(task.outputs.get("video")?.equals(fixtureBytes(210_000))).toBe(true);
  const parts = harness.edge.calls.filter(
    (call) => call.startsWith("PUT") && call.includes("/upload/"),
  );
  expect(parts.map((call) => Number(call.split("/").at(-1)))).toEqual([1, 2, 3, 3, 4, 5, 6]);
  expect(task.uploads.get("video")).toMatchObject({ sizeBytes: 210_000, contentType: "video/mp4" });
});

test("uploads and the terminal call are sent again after 503, 429 and broken connections", async () => {
  await harness.startConnected();
  const task = harness.edge.addTask("make 5000");
  const faults: (number | "break")[] = [503, "break", 429];
  const completeFaults: (number | "break")[] = [500, "break"];
  harness.edge.fault = (call) => {
    if (call.startsWith("PUT")) return faults.shift();
    return call.endsWith("/complete") ? completeFaults.shift() : undefined;
  };
  harness.edge.offer(task);
  await until(() => task.completed);
  expect([faults, completeFaults]).toEqual([[], []]);
  expect(task.failed).toBeNull();
});

test("an upload that is refused for good fails the task as infrastructure", async () => {
  await harness.startConnected();
  const task = harness.edge.addTask("make 5000");
  harness.edge.fault = (call) => (call.startsWith("PUT") ? 413 : undefined);
  harness.edge.offer(task);
  await until(() => task.failed);
  expect(task.failed).toMatchObject({ reason: "infrastructure", code: "upload-failed" });
  expect(harness.edge.calls.filter((call) => call.startsWith("PUT"))).toHaveLength(1);
});
