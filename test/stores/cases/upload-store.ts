import { expect, test } from "vitest";
import { createAssetStore } from "../../../edge/adapters/d1/asset-store.ts";
import type { Database } from "../../../edge/adapters/d1/database.ts";
import { createUploadStore } from "../../../edge/adapters/d1/upload-store.ts";
import { buildFleet, HASH, newId, T0 } from "../../support/build-fleet.ts";

const ROOM = 1000;

/** What an upload store must do: one writer at a time, and room that is held and given back once. */
export function describeUploadStore(open: () => Promise<Database>): void {
  const prepare = async () => {
    const { database, accountId } = await buildFleet(await open());
    const uploads = createUploadStore(database);
    const assets = createAssetStore(database);
    const create = async (change: object = {}) => {
      const id = newId();
      const upload = {
        id,
        accountId,
        name: "clip.mp4",
        contentType: "video/mp4",
        metadata: null,
        sizeBytes: 400,
        objectKey: `inputs/${id}`,
        createdAt: T0,
        expiresAt: T0 + 1000,
        ...change,
      };
      return { upload, isCreated: await uploads.create(upload, ROOM) };
    };
    const claim = (uploadId: string, change: object = {}) => {
      const writerId = newId();
      const wanted = { offsetBytes: 0, now: T0 + 10, writerUntil: T0 + 100, expiresAt: T0 + 1010 };
      return uploads.claim({ uploadId, writerId, accountId, ...wanted, ...change });
    };
    const advance = (uploadId: string, writerId: string, offsetBytes: number) =>
      uploads.advance({
        uploadId,
        writerId,
        offsetBytes,
        restKey: null,
        parts: [{ partNumber: 1, etag: `etag of ${writerId}` }],
        writerUntil: T0 + 100,
        expiresAt: T0 + 1010,
      });
    const usedBytes = (now = T0) => assets.readUsedBytes(accountId, now);
    return { uploads, assets, accountId, create, claim, advance, usedBytes };
  };
  const aWhole = { sha256: HASH, etag: "etag", now: T0 + 50, expiresAt: T0 + 1500 };

  test("holds room for all of an upload, and never more than there is", async () => {
    const { create, uploads, accountId, usedBytes } = await prepare();
    const made = await Promise.all([create(), create(), create()]);
    expect(made.filter(({ isCreated }) => isCreated)).toHaveLength(2);
    expect(await usedBytes()).toBe(800);
    const { upload } = made.find(({ isCreated }) => isCreated)!;
    const ends = await Promise.all([1, 2].map(() => uploads.end(upload.id, accountId, T0 + 1)));
    expect(ends.filter((ended) => ended !== null)).toHaveLength(1);
    expect(await usedBytes()).toBe(400);
    expect(await usedBytes(T0 + 1000)).toBe(0);
    expect(await uploads.end(upload.id, newId(), T0 + 1)).toBeNull();
  });

  test("lets one request write at a time, and another when its time has passed", async () => {
    const { create, claim, uploads, accountId } = await prepare();
    const { upload } = await create();
    expect(await claim(upload.id, { accountId: newId() })).toBeNull();
    expect(await claim(upload.id, { offsetBytes: 5 })).toBeNull();
    expect(await claim(upload.id, { now: T0 + 1000 })).toBeNull();
    const [first, second] = [newId(), newId()];
    const claims = await Promise.all(
      [first, second].map((writerId) => claim(upload.id, { writerId })),
    );
    expect(claims.filter((claimed) => claimed !== null)).toHaveLength(1);
    const [writerId, other] = claims[0] ? [first, second] : [second, first];
    expect(await uploads.hold({ uploadId: upload.id, writerId: other }, T0 + 200)).toBe(false);
    expect(await uploads.hold({ uploadId: upload.id, writerId }, T0 + 200)).toBe(true);
    expect(await claim(upload.id, { now: T0 + 199 })).toBeNull();
    await uploads.release({ uploadId: upload.id, writerId: other });
    expect(await claim(upload.id, { now: T0 + 199 })).toBeNull();
    await uploads.release({ uploadId: upload.id, writerId });
    expect(await claim(upload.id, { now: T0 + 199, writerUntil: T0 + 300 })).not.toBeNull();
    expect(await claim(upload.id, { now: T0 + 300 })).toMatchObject({ expiresAt: T0 + 1010 });
    expect(await uploads.readOwned(upload.id, accountId)).toMatchObject({ offsetBytes: 0 });
  });

  test("takes nothing from a writer that was replaced", async () => {
    const { create, claim, advance, uploads, accountId } = await prepare();
    const { upload } = await create();
    const [late, present] = [newId(), newId()];
    await claim(upload.id, { writerId: late });
    expect(await uploads.openParts({ uploadId: upload.id, writerId: late }, "storage")).toBe(true);
    await claim(upload.id, { writerId: present, now: T0 + 100 });
    expect(await advance(upload.id, present, 300)).toBe(true);
    expect(await advance(upload.id, late, 350)).toBe(false);
    expect(await uploads.openParts({ uploadId: upload.id, writerId: late }, "other")).toBe(false);
    expect(await uploads.openParts({ uploadId: upload.id, writerId: present }, "x")).toBe(false);
    expect(await uploads.listParts(upload.id)).toEqual([
      { partNumber: 1, etag: `etag of ${present}` },
    ]);
    expect(await uploads.readOwned(upload.id, accountId)).toMatchObject({
      offsetBytes: 300,
      storageUploadId: "storage",
    });
    await uploads.end(upload.id, accountId, T0 + 120);
    expect(await advance(upload.id, present, 400)).toBe(false);
  });

  test("makes a finished upload one asset, whose room is counted once", async () => {
    const { create, claim, advance, uploads, assets, accountId, usedBytes } = await prepare();
    const { upload } = await create();
    await uploads.finish(upload.id, aWhole);
    await uploads.take(upload.id, accountId, T0 + 60);
    expect(await assets.readOwned(upload.id, accountId)).toBeNull();
    const writerId = newId();
    await claim(upload.id, { writerId });
    await advance(upload.id, writerId, 400);
    await uploads.finish(upload.id, aWhole);
    expect(await uploads.readOwned(upload.id, accountId)).toMatchObject({
      finishedAt: T0 + 50,
      expiresAt: T0 + 1500,
    });
    await uploads.take(upload.id, newId(), T0 + 60);
    await uploads.take(upload.id, accountId, T0 + 1500);
    expect(await assets.readOwned(upload.id, accountId)).toBeNull();
    await Promise.all([60, 61].map((after) => uploads.take(upload.id, accountId, T0 + after)));
    expect(await assets.readOwned(upload.id, accountId)).toMatchObject({
      name: "clip.mp4",
      objectKey: upload.objectKey,
      sizeBytes: 400,
      sha256: HASH,
    });
    expect(await usedBytes()).toBe(400);
    expect(await usedBytes(T0 + 9999)).toBe(400);
    expect(await claim(upload.id, { offsetBytes: 400, now: T0 + 200 })).toBeNull();
  });

  test("gives up what expired, and forgets it when it was cleared", async () => {
    const { create, claim, advance, uploads, accountId } = await prepare();
    const [expired, kept, taken] = await Promise.all([
      create({ sizeBytes: 1 }),
      create({ sizeBytes: 1, expiresAt: T0 + 3000 }),
      create({ sizeBytes: 1 }),
    ]);
    const writerId = newId();
    await claim(taken.upload.id, { writerId });
    await advance(taken.upload.id, writerId, 1);
    await uploads.finish(taken.upload.id, aWhole);
    await uploads.take(taken.upload.id, accountId, T0 + 60);
    await uploads.endExpired(T0 + 2000, 100);
    const mine = async (list: ReturnType<typeof uploads.listUncleared>) =>
      (await list).filter((each) => each.accountId === accountId).map(({ id }) => id);
    expect(await mine(uploads.listUncleared(100))).toEqual([expired.upload.id]);
    await uploads.recordCleared(expired.upload.id, T0 + 2001);
    expect(await mine(uploads.listUncleared(100))).toEqual([]);
    const before = T0 + 2000;
    expect((await mine(uploads.listForgettable(before, 100))).toSorted()).toEqual(
      [expired.upload.id, taken.upload.id].toSorted(),
    );
    await uploads.forget(expired.upload.id);
    expect(await uploads.readOwned(expired.upload.id, accountId)).toBeNull();
    expect(await uploads.readOwned(kept.upload.id, accountId)).toMatchObject({ endedAt: null });
    await uploads.forget(taken.upload.id);
    expect(await uploads.listParts(taken.upload.id)).toEqual([]);
  });
}
