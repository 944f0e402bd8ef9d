import { createCanvas } from "@napi-rs/canvas";
import { afterEach, beforeEach, expect, test } from "vitest";
import { fixtureBytes } from "../../fixtures/fixture-bytes.ts";
import { AgentHarness, until } from "./agent-harness.ts";

let harness: AgentHarness;
beforeEach(() => {
  harness = new AgentHarness();
});
afterEach(() => harness.stop());

const image = (sizeBytes: number, role = "reference-image") => ({
  role,
  contentType: "image/png",
  bytes: fixtureBytes(sizeBytes),
});
const fetches = () => harness.edge.calls.filter((call) => call.includes("/inputs/"));

test("the inputs are there when the child starts, in their order, and are gone afterwards", async () => {
  await harness.startConnected();
  const task = harness.edge.addImageTask("join", [image(300_000), image(7), image(90_000)]);
  harness.edge.offer(task);
  await until(() => task.completed);
  const joined = Buffer.concat(task.inputs);
  expect(task.outputs.get("video")?.equals(joined)).toBe(true);
  expect(fetches()).toEqual([0, 1, 2].map((index) => `GET /leases/*/inputs/${index}`));
  await until(() => harness.agent?.context.state.running.size === 0);
  expect(await harness.workDirectories()).toEqual([]);
});

test("an input is fetched again after 503 and a broken connection, and then is whole", async () => {
  await harness.startConnected();
  const task = harness.edge.addImageTask("join", [image(5000)]);
  const faults = [503];
  harness.edge.fault = (call) => (call.includes("/inputs/") ? faults.shift() : undefined);
  harness.edge.faultAfter = (call) =>
    call.includes("/inputs/") && fetches().length === 2 ? "break" : undefined;
  harness.edge.offer(task);
  await until(() => task.completed, 20_000);
  expect(task.outputs.get("video")?.equals(fixtureBytes(5000))).toBe(true);
  expect(fetches()).toHaveLength(3);
});

test.each([
  ["other bytes of the same length", Buffer.alloc(5000, 1)],
  ["fewer bytes", fixtureBytes(4999)],
  ["more bytes", fixtureBytes(500_000)],
])("%s never reach the child", async (_name, bytes) => {
  await harness.startConnected();
  const task = harness.edge.addImageTask("join", [image(5000)]);
  task.inputs[0] = bytes;
  harness.edge.offer(task);
  await until(() => task.failed);
  expect(task.failed).toMatchObject({
    reason: "infrastructure",
    code: "input-unavailable",
    message: expect.stringContaining("input-differs"),
    retryable: true,
  });
  await until(() => harness.agent?.context.state.running.size === 0);
  expect(await harness.workDirectories()).toEqual([]);
});

test("an input that is gone fails the task for good", async () => {
  await harness.startConnected();
  const task = harness.edge.addImageTask("join", [image(5000)]);
  task.inputs.pop();
  harness.edge.offer(task);
  await until(() => task.failed);
  expect(task.failed).toMatchObject({
    reason: "error",
    code: "input-unavailable",
    retryable: false,
  });
  expect(fetches()).toHaveLength(1);
});

test("a lease that is lost while an input is fetched is dropped without another word", async () => {
  await harness.startConnected();
  const task = harness.edge.addImageTask("join", [image(5000)]);
  harness.edge.fault = (call) => {
    if (call.includes("/inputs/")) task.state = "lost";
    return undefined;
  };
  harness.edge.offer(task);
  await until(() => task.state === "lost" && harness.agent?.context.state.running.size === 0);
  expect(harness.edge.calls.filter((call) => /complete|fail/.test(call))).toEqual([]);
});

test("a cancel ends the fetching", async () => {
  await harness.startConnected();
  const task = harness.edge.addImageTask("join", [image(5000)]);
  harness.edge.fault = (call) => (call.includes("/inputs/") ? 503 : undefined);
  harness.edge.offer(task);
  await until(() => fetches().length > 0);
  harness.edge.control({ type: "cancel", leaseId: task.leaseId ?? "" });
  await until(() => task.failed);
  expect(task.failed).toMatchObject({ reason: "cancelled" });
});

const renderer = new URL("../../../gpu-node/tasks/run-task-child.ts", import.meta.url);

test("the real renderer makes a film with sound from an image", async () => {
  harness.edge.settings.singleUploadBytes = 5_000_000;
  await harness.startConnected({ childProgram: renderer, taskMemoryMebibytes: 4000 });
  const canvas = createCanvas(300, 200);
  canvas.getContext("2d").fillRect(50, 50, 100, 100);
  const bytes = await canvas.encode("png");
  const picture = { role: "initial-image", contentType: "image/png", bytes };
  const task = harness.edge.addImageTask("rain on a lake", [picture], { audio: true });
  harness.edge.offer(task);
  await until(() => task.completed ?? task.failed, 25_000);
  expect(task.completed?.result.media).toMatchObject({ width: 64, height: 64, hasAudio: true });
});

test("an image that cannot be read fails the task for good, with the reason", async () => {
  await harness.startConnected({ childProgram: renderer, taskMemoryMebibytes: 4000 });
  const task = harness.edge.addImageTask("a lake", [image(5000, "initial-image")]);
  harness.edge.offer(task);
  await until(() => task.failed, 25_000);
  expect(task.failed).toMatchObject({
    reason: "error",
    code: "invalid-input",
    message: "The initial image could not be read: it is not a PNG, JPEG or WebP file.",
    retryable: false,
  });
});
