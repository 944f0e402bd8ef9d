import { sql } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { createAssetStore } from "../../../edge/adapters/d1/asset-store.ts";
import type { Database } from "../../../edge/adapters/d1/database.ts";
import type { NewJob } from "../../../edge/domain/jobs/job.ts";
import type { FilmScene } from "../../../edge/domain/jobs/plans/job-work.ts";
import { planFilm } from "../../../edge/domain/jobs/plans/plan-film.ts";
import type { OutputName, TaskInput } from "#contracts/task-inputs.ts";
import { anAssembly, anOutput, aScene, buildFleet, newId, T0 } from "../../support/build-fleet.ts";

const DAY = 24 * 3_600_000;
const SCENE_OUTPUTS: OutputName[] = ["video", "image", "scene-facts", "speech"];

/** What stores must do so that a film's scenes serve later films, and go at last. */
export function describeFilmReuse(open: () => Promise<Database>): void {
  const build = async () => {
    const fleet = await buildFleet(await open());
    const assets = createAssetStore(fleet.database);
    const submitFilm = (scenes: FilmScene[], change: Partial<NewJob> = {}) =>
      fleet.submit({
        kind: "make-film",
        price: { currency: "tokens", amount: 0 },
        tasks: planFilm(
          { kind: "make-film", scenes, assembly: anAssembly(scenes.map(() => "One.")) },
          newId,
        ),
        ...change,
      });
    const makeScene = async (job: NewJob, index = 0) => {
      const held = await fleet.lease(job, { index });
      const outputs = SCENE_OUTPUTS.map((name) => anOutput(held, name));
      await fleet.settle(held, { outputs });
      return outputs;
    };
    const finishFilm = async (job: NewJob, now: number) =>
      fleet.settle(await fleet.lease(job, { index: job.tasks.length - 1 }), { now });
    return { ...fleet, assets, submitFilm, makeScene, finishFilm };
  };
  const keyed = (cacheKey: string): FilmScene => ({
    ...(aScene(cacheKey) as Extract<FilmScene, { kind: "new" }>),
    cacheKey,
  });
  type Fleet = Awaited<ReturnType<typeof build>>;
  const reuse = async ({ tasks, accountId }: Fleet, key: string): Promise<FilmScene> => {
    const [made] = await tasks.listMade(accountId, [key]);
    const video = made?.outputs.find(({ output }) => output === "video");
    if (!video) throw new Error("there is no such scene");
    const { taskId: _task, output: _output, ...facts } = video;
    const input: TaskInput = { role: "scene-video", scene: 1, ...facts };
    return { kind: "made", inputs: [input] };
  };

  describe("scenes", () => {
    test("are found once they are done, by their account, while all of them is there", async () => {
      const fleet = await build();
      const { tasks, accountId, assets } = fleet;
      const job = await fleet.submitFilm([keyed("one"), keyed("two")]);
      expect(await tasks.listMade(accountId, ["one", "two"])).toEqual([]);
      const outputs = await fleet.makeScene(job);
      const found = await tasks.listMade(accountId, ["two", "one", "none"]);
      expect(found.map(({ cacheKey }) => cacheKey)).toEqual(["one"]);
      expect(found[0]?.outputs.map(({ output }) => output).toSorted()).toEqual(
        SCENE_OUTPUTS.toSorted(),
      );
      expect(await tasks.listMade(newId(), ["one"])).toEqual([]);
      expect(await tasks.listMade(accountId, [])).toEqual([]);
      const still = outputs.find(({ name }) => name === "image");
      expect(await assets.delete(still?.assetId ?? "", accountId, T0)).not.toBeNull();
      expect(await tasks.listMade(accountId, ["one"])).toEqual([]);
    });

    test("that are the same are made once for one film", async () => {
      const fleet = await build();
      const job = await fleet.submitFilm([keyed("one"), keyed("one"), keyed("two")]);
      expect(job.tasks).toHaveLength(3);
      await fleet.makeScene(job);
      await fleet.makeScene(job, 1);
      const film = await fleet.lease(job, { index: 2 });
      const clips = film.spec.inputs?.filter(({ role }) => role === "scene-video") ?? [];
      expect(clips.map(({ scene }) => scene)).toEqual([0, 1, 2]);
      expect(clips[0]?.assetId).toBe(clips[1]?.assetId);
      expect(clips[2]?.assetId).not.toBe(clips[0]?.assetId);
    });

    test("of an earlier film are inputs of a later one, and show their stills in it", async () => {
      const fleet = await build();
      const first = await fleet.submitFilm([keyed("one"), keyed("two")]);
      await fleet.makeScene(first);
      await fleet.makeScene(first, 1);
      await fleet.finishFilm(first, T0);
      const later = await fleet.submitFilm([keyed("three"), await reuse(fleet, "two")]);
      expect(later.tasks).toHaveLength(2);
      await fleet.makeScene(later);
      await fleet.finishFilm(later, T0);
      const stillsOf = async (job: NewJob) =>
        (await fleet.assets.listSceneImages(job.id)).map(
          ({ scene, asset }) => `${scene} ${asset.jobId === job.id ? "own" : "earlier"}`,
        );
      expect(await stillsOf(first)).toEqual(["0 own", "1 own"]);
      expect(await stillsOf(later)).toEqual(["0 own", "1 earlier"]);
      await fleet.jobs.delete(first.id, first.accountId, T0);
      expect(await stillsOf(later)).toEqual(["0 own", "1 earlier"]);
    });

    test("that are gone are refused, and so are those of another account", async () => {
      const fleet = await build();
      const first = await fleet.submitFilm([keyed("one")]);
      await fleet.makeScene(first);
      await fleet.finishFilm(first, T0);
      const scene = await reuse(fleet, "one");
      const other = await buildFleet(fleet.database);
      const tasks = planFilm(
        { kind: "make-film", scenes: [scene], assembly: anAssembly(["One."]) },
        newId,
      );
      await expect(other.submit({ tasks })).rejects.toThrow("input-gone");
      await fleet.assets.expireIntermediates(T0 + DAY, T0 + DAY, 100);
      await expect(fleet.submitFilm([scene])).rejects.toThrow("input-gone");
    });
  });

  describe("what a job made on its way", () => {
    const alive = async ({ query }: Fleet, job: NewJob) =>
      (
        await query(
          sql`SELECT name FROM assets WHERE job_id = ${job.id} AND deleted_at IS NULL ORDER BY name`,
        )
      ).map(([name]) => name);
    const ALL = ["image", "scene-facts", "speech", "video", "video"];
    const FINAL = ["image", "video"];

    test("goes some time after the end of the last job that used it", async () => {
      const fleet = await build();
      const first = await fleet.submitFilm([keyed("one")]);
      await fleet.makeScene(first);
      await fleet.assets.expireIntermediates(T0 + 100 * DAY, T0 + 100 * DAY, 100);
      const films = await alive(fleet, first);
      expect(films).toEqual(ALL.slice(0, 4));
      await fleet.finishFilm(first, T0 + DAY);
      await fleet.assets.expireIntermediates(T0 + DAY - 1, T0 + 8 * DAY, 100);
      expect(await alive(fleet, first)).toEqual(ALL);
      const later = await fleet.submitFilm([await reuse(fleet, "one")]);
      await fleet.assets.expireIntermediates(T0 + 2 * DAY, T0 + 9 * DAY, 100);
      const pinned = ["image", "video", "video"];
      expect(await alive(fleet, first)).toEqual(pinned);
      await fleet.finishFilm(later, T0 + 3 * DAY);
      await fleet.assets.expireIntermediates(T0 + 3 * DAY - 1, T0 + 10 * DAY, 100);
      expect(await alive(fleet, first)).toEqual(pinned);
      await fleet.assets.expireIntermediates(T0 + 3 * DAY, T0 + 10 * DAY, 100);
      expect(await alive(fleet, first)).toEqual(FINAL);
      expect(await alive(fleet, later)).toEqual(["video"]);
      const owed = await fleet.assets.listOwedDeletions(1000);
      expect(owed.filter(({ objectKey }) => objectKey.includes(first.tasks[0]!.id))).toHaveLength(
        3,
      );
    });
  });

  describe("the callback's quarters", () => {
    const told = async (fleet: Fleet, job: NewJob) =>
      (await fleet.pendingOf(job.id)).flatMap((event): (number | "end")[] => {
        if (event.type === "job-progressed") return [event.percent];
        return event.type === "job-completed" ? ["end"] : [];
      });

    test("are told once each and in order, however far a job jumps", async () => {
      const fleet = await build();
      const scenes = ["a", "b", "c", "d"].map(keyed);
      const job = await fleet.submitFilm(scenes, { callbackProgress: true });
      const progress = (percent: number) =>
        fleet.jobs.recordProgress(job.id, { percent, stage: "generating" }, T0, false);
      expect(await progress(60)).toBe(false);
      const held = await fleet.lease(job);
      expect(await progress(24.9)).toBe(false);
      expect(await progress(25)).toBe(true);
      expect(await progress(20)).toBe(false);
      expect(await progress(40)).toBe(false);
      expect(await told(fleet, job)).toEqual([25]);
      await fleet.settle(held, { outputs: [anOutput(held)] });
      for (const index of [1, 2, 3]) await fleet.makeScene(job, index);
      expect((await told(fleet, job)).slice(0, 2)).toEqual([25, 50]);
      await fleet.finishFilm(job, T0);
      expect(await told(fleet, job)).toEqual([25, 50, 75, "end"]);
    });

    test("are all told of a job that is done at once, and none of one that nobody asked for", async () => {
      const fleet = await build();
      const asked = await fleet.submit({ callbackProgress: true });
      const held = await fleet.lease(asked);
      await fleet.settle(held);
      await fleet.settle(held);
      expect(await told(fleet, asked)).toEqual([25, 50, 75, "end"]);
      const unasked = await fleet.submit();
      await fleet.settle(await fleet.lease(unasked));
      expect(await told(fleet, unasked)).toEqual(["end"]);
    });
  });
}
