import { expect, test } from "vitest";
import { aTask, newId } from "../support/build-fleet.ts";
import { buildPool } from "../support/build-pool.ts";

test("a model's tasks go to the slots whose GPU holds it, not to their neighbours", async () => {
  const pool = await buildPool();
  const small = {
    kind: "gpu",
    name: "L4",
    deviceUuid: "GPU-0",
    memoryMebibytes: 23_034,
  } as const;
  const large = { ...small, name: "A100", memoryMebibytes: 81_920 };
  // A machine's own memory is no GPU's.
  const cpu = { ...small, kind: "cpu", memoryMebibytes: 500_000 } as const;
  await pool.connectNode(pool.nodeId, 1, newId(), {
    models: ["procedural", "cosmos", "tiny"],
    modelMemory: [
      { model: "cosmos", gpuMemoryMebibytes: 32_000 },
      { model: "tiny", gpuMemoryMebibytes: 23_034 },
    ],
    slots: [small, large, cpu].map((slot, index) => ({ index, ...slot })),
  });
  const submit = (requirements: object) =>
    pool.submit({
      tasks: [aTask({ requirements: { kind: "generate-video", ...requirements } })],
    });
  const first = await submit({ model: "cosmos" });
  const offers = pool.told.map(({ message }) => message);
  expect(offers).toMatchObject([{ taskId: first.tasks[0]?.id, slotIndex: 1 }]);
  expect(await pool.take(pool.nodeId, 1)).toMatchObject({ jobId: first.id });
  const second = await submit({ models: ["tiny", "cosmos"] });
  for (const slotIndex of [0, 2]) expect(await pool.take(pool.nodeId, slotIndex)).toBeNull();
  const waiting = await pool.dispatcher.explainWaiting(second.id);
  expect(waiting?.tasks[0]).toMatchObject({
    reason: { code: "all-slots-busy" },
    capable: { total: 1, free: 0 },
  });
  const third = await submit({ model: "tiny" });
  expect(await pool.take(pool.nodeId, 2)).toBeNull();
  expect(await pool.take(pool.nodeId, 0)).toMatchObject({ jobId: third.id });
  expect(
    pool.told.filter(({ message }) => "slotIndex" in message && message.slotIndex === 2),
  ).toEqual([]);
});
