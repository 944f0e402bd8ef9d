import { describe, expect, it } from "vitest";
import { createR2Storage } from "../../edge/adapters/r2/object-storage.ts";
import { bindings } from "./edge-client.ts";

const PART_BYTES = 5 * 1024 * 1024;
const rangeBytes = 512 * 1024;
const storage = createR2Storage(bindings.MEDIA, rangeBytes);
const newKey = () => `test/${crypto.randomUUID()}`;

async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", bytes);
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Bytes that differ from place to place. */
function makeBytes(sizeBytes: number, seed = 1): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(sizeBytes);
  for (let index = 0; index < sizeBytes; index += 1) bytes[index] = (index * 31 + seed) % 251;
  return bytes;
}

/** A body in several chunks; counts how much of it was taken. */
function streamOf(bytes: Uint8Array, chunkBytes = 64 * 1024) {
  let offset = 0;
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      if (offset >= bytes.byteLength) return controller.close();
      controller.enqueue(bytes.slice(offset, offset + chunkBytes));
      offset += chunkBytes;
    },
  });
  return { body, taken: () => Math.min(offset, bytes.byteLength) };
}

async function readAll(key: string, range?: { offset: number; length: number }) {
  const object = await storage.read(key, range);
  return object && new Uint8Array(await new Response(object.body).arrayBuffer());
}

describe("an object written in one piece", () => {
  it("is there with its size, type and digest, whole and in part", async () => {
    const key = newKey();
    const bytes = makeBytes(200_000);
    const declared = { sizeBytes: 200_000, sha256: await sha256(bytes), contentType: "video/mp4" };
    const stored = await storage.write(key, streamOf(bytes).body, declared);
    expect(stored).toMatchObject({ sizeBytes: 200_000 });
    expect(await storage.head(key)).toEqual(stored);
    expect(await readAll(key)).toEqual(bytes);
    expect(await readAll(key, { offset: 150_000, length: 10 })).toEqual(
      bytes.slice(150_000, 150_010),
    );
    expect(await storage.digest(key)).toBe(declared.sha256);
    const head = await bindings.MEDIA.head(key);
    expect(head?.httpMetadata?.contentType).toBe("video/mp4");
  });

  it.each([
    ["other bytes", 1000, 1000, true],
    ["fewer bytes", 999, 1000, false],
    ["more bytes", 1001, 1000, false],
  ])(
    "is not kept of %s than declared, and its body is read to the end",
    async (_name, sent, sizeBytes, wrong) => {
      const key = newKey();
      const bytes = makeBytes(sent);
      const digest = wrong ? "0".repeat(64) : await sha256(bytes);
      const { body, taken } = streamOf(bytes, 100);
      const declared = { sizeBytes, sha256: digest, contentType: "video/mp4" };
      expect(await storage.write(key, body, declared)).toBe("digest-mismatch");
      expect(taken()).toBe(sent);
      expect(await storage.head(key)).toBeNull();
    },
  );

  it("is never overwritten: the same bytes are fine, others are refused", async () => {
    const key = newKey();
    const write = async (bytes: Uint8Array<ArrayBuffer>) =>
      storage.write(key, streamOf(bytes).body, {
        sizeBytes: bytes.byteLength,
        sha256: await sha256(bytes),
        contentType: "video/mp4",
      });
    const first = await write(makeBytes(5000, 1));
    expect(await write(makeBytes(5000, 1))).toEqual(first);
    expect(await write(makeBytes(5000, 2))).toBe("digest-mismatch");
    expect(await readAll(key)).toEqual(makeBytes(5000, 1));
  });
});

describe("an object written in parts", () => {
  const parts = [makeBytes(PART_BYTES, 1), makeBytes(PART_BYTES, 2), makeBytes(1000, 3)];
  const whole = new Uint8Array(2 * PART_BYTES + 1000);
  parts.forEach((part, index) => whole.set(part, index * PART_BYTES));

  async function writePart(key: string, uploadId: string, partNumber: number, digest?: string) {
    const bytes = parts[partNumber - 1]!;
    return storage.writePart({ key, uploadId, partNumber }, streamOf(bytes).body, {
      sizeBytes: bytes.byteLength,
      sha256: digest ?? (await sha256(bytes)),
    });
  }

  it("is whole once it is finished, in whatever order its parts came, and finishing is repeatable", async () => {
    const key = newKey();
    const uploadId = await storage.startUpload(key, "video/webm");
    const etags = new Map<number, string>();
    for (const partNumber of [3, 1, 2, 1]) {
      const written = await writePart(key, uploadId, partNumber);
      if (written === "digest-mismatch") throw new Error("a good part was refused");
      etags.set(partNumber, written.etag);
    }
    expect(await storage.head(key)).toBeNull();
    const list = [1, 2, 3].map((partNumber) => ({ partNumber, etag: etags.get(partNumber)! }));
    const stored = await storage.finishUpload({ key, uploadId }, list);
    expect(stored.sizeBytes).toBe(whole.byteLength);
    expect(await storage.finishUpload({ key, uploadId }, list)).toEqual(stored);
    expect(await storage.digest(key)).toBe(await sha256(whole));
    expect((await bindings.MEDIA.head(key))?.httpMetadata?.contentType).toBe("video/webm");
  });

  it("takes no part whose bytes differ, and the right ones in its place", async () => {
    const key = newKey();
    const uploadId = await storage.startUpload(key, "video/mp4");
    expect(await writePart(key, uploadId, 3, "0".repeat(64))).toBe("digest-mismatch");
    const short = storage.writePart(
      { key, uploadId, partNumber: 3 },
      streamOf(makeBytes(10)).body,
      {
        sizeBytes: 1000,
        sha256: "0".repeat(64),
      },
    );
    expect(await short).toBe("digest-mismatch");
    const good = await writePart(key, uploadId, 3);
    if (good === "digest-mismatch") throw new Error("a good part was refused");
    const list = [{ partNumber: 3, etag: good.etag }];
    expect(await storage.finishUpload({ key, uploadId }, list)).toMatchObject({ sizeBytes: 1000 });
  });

  it("is gone once it was given up, and giving up is repeatable", async () => {
    const key = newKey();
    const uploadId = await storage.startUpload(key, "video/mp4");
    await writePart(key, uploadId, 3);
    await storage.abortUpload({ key, uploadId });
    await storage.abortUpload({ key, uploadId });
    expect(await storage.head(key)).toBeNull();
    await expect(storage.finishUpload({ key, uploadId }, [])).rejects.toThrow();
  });
});

it("what is not there is null, and deleting it is fine", async () => {
  const key = newKey();
  expect(await storage.head(key)).toBeNull();
  expect(await storage.read(key)).toBeNull();
  expect(await storage.digest(key)).toBeNull();
  await storage.delete(key);
});

describe("an object of several ranges", () => {
  const bytes = makeBytes(9 * 1024 * 1024 + 17);

  it("is read whole and in part, and has its digest", async () => {
    const key = newKey();
    await bindings.MEDIA.put(key, bytes);
    expect(await storage.digest(key)).toBe(await sha256(bytes));
    for (const [offset, length] of [
      [0, bytes.byteLength],
      [5, 8 * 1024 * 1024],
      [1_000_003, 4 * 1024 * 1024 + 1],
    ] as const) {
      const read = await readAll(key, { offset, length });
      // A plain comparison: to show how millions of bytes differ takes minutes.
      expect(await sha256(read!)).toBe(await sha256(bytes.slice(offset, offset + length)));
    }
  });

  it("is asked for little by little, and a small file at once", async () => {
    const key = newKey();
    await bindings.MEDIA.put(key, bytes);
    const asked: number[] = [];
    const counted = createR2Storage(
      {
        get: (name: string, options: { range: { offset: number; length: number } }) => {
          asked.push(options.range.length);
          return bindings.MEDIA.get(name, options);
        },
      } as unknown as R2Bucket,
      rangeBytes,
    );
    for (const length of [4 * 1024 * 1024, bytes.byteLength]) {
      const object = await counted.read(key, { offset: 0, length });
      await new Response(object?.body).arrayBuffer();
    }
    expect(asked.slice(0, 1)).toEqual([4 * 1024 * 1024]);
    expect(asked.slice(1)).toEqual([...Array.from({ length: 18 }, () => rangeBytes), 17]);
  });

  it("breaks off when it goes away, and can be left in the middle", async () => {
    const key = newKey();
    await bindings.MEDIA.put(key, bytes);
    const whole = { offset: 0, length: bytes.byteLength };
    const left = await storage.read(key, whole);
    await left?.body.cancel();
    const object = await storage.read(key, whole);
    const reader = object!.body.getReader();
    expect((await reader.read()).done).toBe(false);
    await bindings.MEDIA.delete(key);
    const rest = (async () => {
      while (!(await reader.read()).done);
    })();
    await expect(rest).rejects.toThrow("went away");
  });
});
