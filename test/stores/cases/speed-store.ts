import { describe, expect, test } from "vitest";
import type { Database } from "../../../edge/adapters/d1/database.ts";
import { createSpeedStore } from "../../../edge/adapters/d1/speed-store.ts";
import { workloadClassOf } from "../../../edge/domain/estimates/workload.ts";
import { aTask, buildFleet, newId, T0 } from "../../support/build-fleet.ts";

const free = { price: { currency: "tokens", amount: 0 } } as const;
const requirements = { kind: "generate-video", model: "procedural", codec: "vp9" } as const;

/** What a speed store must do: measure each settled lease once, and forget what is long ago. */
export function describeSpeedStore(open: () => Promise<Database>): void {
  const build = async () => {
    const database = await open();
    const fleet = await buildFleet(database);
    const speeds = createSpeedStore(database);
    let startsAt = T0;
    /** One task after another, so that each is measured; less `pauseSeconds` may be too close. */
    const settleIn = async (seconds: number, nodeId = fleet.nodeId, pauseSeconds = 10) => {
      const task = aTask({ requirements, workUnits: 10 });
      const job = await fleet.submit({ ...free, tasks: [task] });
      const held = await fleet.lease(job, { nodeId, now: startsAt });
      const settlement = { now: startsAt + seconds * 1000 };
      startsAt = settlement.now + pauseSeconds * 1000;
      await fleet.settle(held, settlement);
      return { held, settlement };
    };
    const list = () => speeds.list(fleet.pool, 100);
    return { ...fleet, speeds, settleIn, list };
  };

  describe("the speed of a node", () => {
    test("is what its first task of a class took, for each unit", async () => {
      const { settleIn, list, nodeId } = await build();
      expect(await list()).toEqual([]);
      await settleIn(5);
      expect(await list()).toEqual([
        {
          nodeId,
          workloadClass: workloadClassOf(requirements),
          samples: 1,
          secondsPerUnit: 0.5,
          variance: expect.closeTo(0.04, 9) as number,
        },
      ]);
    });

    test("is a mean that counts the newest most", async () => {
      const { settleIn, list } = await build();
      for (const seconds of [4, 6]) await settleIn(seconds);
      expect(await list()).toMatchObject([{ samples: 2, secondsPerUnit: 0.5 }]);
      for (let count = 0; count < 20; count += 1) await settleIn(5);
      const [even] = await list();
      expect(even?.secondsPerUnit).toBeCloseTo(0.5, 2);
      expect(even?.variance).toBeLessThan(0.001);
      for (let count = 0; count < 4; count += 1) await settleIn(20);
      const [slow] = await list();
      expect(slow?.secondsPerUnit).toBeGreaterThan(1.4);
      expect(slow?.secondsPerUnit).toBeLessThan(2);
      expect(slow?.variance).toBeGreaterThan(0.1);
    });

    test("counts a lease once, however often its node says that it is done", async () => {
      const { settleIn, settle, list } = await build();
      const { held, settlement } = await settleIn(5);
      await settle(held, settlement);
      await settle(held, { now: T0 + 60_000 });
      expect(await list()).toMatchObject([{ samples: 1, secondsPerUnit: 0.5 }]);
    });

    test("takes in a task once in a while where they follow each other fast", async () => {
      const { settleIn, list, nodeId } = await build();
      for (const seconds of [1, 4, 4, 2]) await settleIn(seconds, nodeId, 0);
      // Those that were done 1 and 11 seconds after the beginning.
      expect(await list()).toMatchObject([{ samples: 2, secondsPerUnit: expect.closeTo(0.15, 9) }]);
    });

    test("does not follow one task that was stuck", async () => {
      const { settleIn, list } = await build();
      for (let count = 0; count < 5; count += 1) await settleIn(1);
      await settleIn(10_000);
      expect((await list())[0]?.secondsPerUnit).toBeLessThan(0.3);
    });

    test("says nothing of tasks that failed, were cancelled, were another's or have no measure", async () => {
      const fleet = await build();
      const { submit, lease, settle, release, jobs, list } = fleet;
      const planned = () => ({ ...free, tasks: [aTask({ requirements, workUnits: 10 })] });
      await release(await lease(await submit(planned())));
      const cancelled = await submit(planned());
      const held = await lease(cancelled);
      await jobs.cancel(cancelled.id, cancelled.accountId, newId(), T0 + 2000);
      await settle(held);
      const stolen = await lease(await submit(planned()));
      await settle({ ...stolen, nodeId: await fleet.addNode() });
      await settle({ ...stolen, epoch: stolen.epoch + 1 });
      await settle(await lease(await submit({ ...free, tasks: [aTask({ workUnits: 0 })] })));
      expect(await list()).toEqual([]);
    });

    test("is kept apart by node, and gone with a revoked one", async () => {
      const { settleIn, list, nodes, addNode, nodeId, speeds } = await build();
      const second = await addNode();
      await settleIn(5);
      await settleIn(10, second);
      const byNode = async () =>
        Object.fromEntries((await list()).map((speed) => [speed.nodeId, speed.secondsPerUnit]));
      expect(await byNode()).toEqual({ [nodeId]: 0.5, [second]: 1 });
      await nodes.changeState(second, "revoked", null, T0);
      expect(await byNode()).toEqual({ [nodeId]: 0.5 });
      expect(await speeds.list("elsewhere", 100)).toEqual([]);
    });
  });
}
