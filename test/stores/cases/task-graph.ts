import { describe, expect, test } from "vitest";
import type { Database } from "../../../edge/adapters/d1/database.ts";
import { createAssetStore } from "../../../edge/adapters/d1/asset-store.ts";
import { planFilm } from "../../../edge/domain/jobs/plans/plan-film.ts";
import {
  anAssembly,
  anOutput,
  aScene,
  aTask,
  buildFleet,
  newId,
  T0,
} from "../../support/build-fleet.ts";

/** What a task store must do with jobs whose tasks need one another. */
export function describeTaskGraph(open: () => Promise<Database>): void {
  const build = async () => buildFleet(await open());

  describe("a job of many tasks", () => {
    test("works through a diamond in its order", async () => {
      const fleet = await build();
      const top = aTask({ final: false });
      const sides = [1, 2, 3].map((position) =>
        aTask({ position, final: false, dependsOn: [top.id] }),
      );
      const join = aTask({ position: 4, dependsOn: sides.map((side) => side.id) });
      const job = await fleet.submit({ tasks: [top, ...sides, join] });
      expect(await fleet.taskStates(job)).toEqual(["ready", ...Array(4).fill("waiting")]);
      await fleet.settle(await fleet.lease(job));
      expect(await fleet.taskStates(job)).toEqual(["done", "ready", "ready", "ready", "waiting"]);
      const second = await fleet.lease(job, { index: 1 });
      const third = await fleet.lease(job, { index: 2 });
      await fleet.settle(third);
      // Neither a side that nobody has taken nor one that failed once is done: the join waits.
      await fleet.settle(second);
      expect(await fleet.taskStates(job)).toEqual(["done", "done", "done", "ready", "waiting"]);
      await fleet.release(await fleet.lease(job, { index: 3 }), { retryAt: T0 });
      expect(await fleet.taskStates(job)).toEqual(["done", "done", "done", "ready", "waiting"]);
      await fleet.settle(await fleet.lease(job, { index: 3 }));
      expect((await fleet.taskStates(job)).at(-1)).toBe("ready");
      expect(await fleet.readJob(job)).toMatchObject({ state: "running" });
      expect(await fleet.ledger(job)).toEqual(["hold 30 -30"]);
      const last = await fleet.lease(job, { index: 4 });
      const video = anOutput(last);
      await fleet.settle(last, { outputs: [video] });
      expect(await fleet.readJob(job)).toMatchObject({ state: "completed" });
      const outputs = await createAssetStore(fleet.database).listJobOutputs(job.id);
      expect(outputs.map((output) => output.id)).toEqual([video.assetId]);
      const types = await fleet.events(job);
      expect(types.filter((type) => type === "task-done")).toHaveLength(5);
      expect(types.at(-1)).toBe("job-completed");
    });

    test("gives a task what those before it made, and keeps the stills for the job", async () => {
      const fleet = await build();
      const assets = createAssetStore(fleet.database);
      const scenes = [aScene("One."), aScene("Two.")];
      const job = await fleet.submit({
        kind: "make-film",
        tasks: planFilm(
          { kind: "make-film", scenes, assembly: anAssembly(["One.", "Two."]) },
          newId,
        ),
      });
      const made = [];
      for (const index of [0, 1]) {
        const scene = await fleet.lease(job, { index });
        // The second one speaks nothing.
        const names = (["video", "image", "scene-facts", "speech"] as const).slice(0, 4 - index);
        const outputs = names.map((name) => anOutput(scene, name));
        made.push(outputs);
        await fleet.settle(scene, { outputs });
      }
      const assembly = await fleet.lease(job, { index: 2 });
      expect(assembly.spec.inputs?.map(({ scene, role }) => `${scene} ${role}`)).toEqual([
        "0 scene-video",
        "0 scene-speech",
        "0 scene-facts",
        "1 scene-video",
        "1 scene-facts",
      ]);
      const [video] = made[0] ?? [];
      const { assetId = "", sizeBytes, sha256 } = video ?? {};
      expect(assembly.spec.inputs?.[0]).toMatchObject({ assetId, sizeBytes, sha256 });
      expect((await fleet.tasks.readLease(assembly.leaseId))?.spec).toEqual(assembly.spec);
      expect(await assets.readInputKey(job.id, assetId)).toBe(video?.objectKey);
      expect(await assets.readInputKey(newId(), assetId)).toBeNull();
      await fleet.settle(assembly);
      const kept = await assets.listJobOutputs(job.id);
      expect(kept.map(({ name }) => name).toSorted()).toEqual(["image", "image", "video"]);
    });
  });
}
