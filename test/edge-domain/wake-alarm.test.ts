import { expect, test } from "vitest";
import { wakeAlarmAt } from "../../edge/objects/wake-alarm.ts";
import { T0 } from "../support/build-fleet.ts";
import { ObjectStorage } from "../simulation/object-storage.ts";

test("the earliest of many times that are asked for at once is kept", async () => {
  const storage = new ObjectStorage(() => undefined);
  const times = [T0 + 500, T0 + 100, T0 + 900];
  await Promise.all(times.map((time) => wakeAlarmAt(storage, time)));
  expect(storage.alarmAt).toBe(T0 + 100);
});
