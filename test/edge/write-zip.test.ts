import { describe, expect, it } from "vitest";
import { predictZipLength, writeZip, type ZipFile } from "../../edge/http/write-zip.ts";
import { sha256 } from "./edge-client.ts";

const MEBIBYTE = 1024 * 1024;
/** What stands before a file but its name, and behind it. */
const LOCAL_HEADER_BYTES = 30;
const DESCRIPTOR_BYTES = 16;

/** A file of such bytes, as storage hands it out. */
function fileOf(name: string, bytes: Uint8Array<ArrayBuffer>): ZipFile {
  const open = async () => {
    const { readable, writable } = new FixedLengthStream(bytes.byteLength);
    const writer = writable.getWriter();
    void writer.write(bytes).then(() => writer.close());
    return readable;
  };
  return { name, sizeBytes: bytes.byteLength, modifiedAt: 1_790_000_000_000, open };
}

function makeBytes(sizeBytes: number, seed: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(sizeBytes);
  for (let index = 0; index < sizeBytes; index += 1) bytes[index] = (index * 7 + seed) % 253;
  return bytes;
}

describe("a ZIP", () => {
  it("has every byte of every file, also for a reader that takes its time", async () => {
    const contents = new Map([
      ["large.mp4", makeBytes(3 * MEBIBYTE + 5, 1)],
      ["empty.mp4", new Uint8Array()],
      ["exact.mp4", makeBytes(MEBIBYTE, 2)],
      ["small.mp4", makeBytes(10, 3)],
    ]);
    const files = [...contents].map(([name, bytes]) => fileOf(name, bytes));
    const length = predictZipLength(files);
    const { readable, writable } = new FixedLengthStream(length);
    const written = writeZip(files, writable);
    const chunks: Uint8Array<ArrayBuffer>[] = [];
    for await (const chunk of readable) {
      chunks.push(chunk as Uint8Array<ArrayBuffer>);
      if (chunks.length % 16 === 0) await new Promise((resolve) => setTimeout(resolve, 1));
    }
    await written;
    const archive = new Uint8Array(await new Blob(chunks).arrayBuffer());
    expect(BigInt(archive.byteLength)).toBe(length);
    let offset = 0;
    for (const [name, bytes] of contents) {
      offset += LOCAL_HEADER_BYTES;
      const end = offset + name.length;
      expect(new TextDecoder().decode(archive.subarray(offset, end))).toBe(name);
      const found = archive.slice(end, end + bytes.byteLength);
      expect(await sha256(found), name).toBe(await sha256(bytes));
      offset = end + bytes.byteLength + DESCRIPTOR_BYTES;
    }
  });

  it("breaks off with a file that is gone or too short, and never ends as if it were whole", async () => {
    const good = fileOf("good.mp4", makeBytes(1000, 1));
    const gone = { ...good, name: "gone.mp4", open: () => Promise.reject(new Error("it is gone")) };
    const short = { ...good, name: "short.mp4", sizeBytes: 2000 };
    for (const [bad, words] of [
      [gone, "it is gone"],
      [short, "lacks 1000 bytes"],
    ] as const) {
      const { readable, writable } = new FixedLengthStream(predictZipLength([good, bad]));
      const written = expect(writeZip([good, bad], writable)).rejects.toThrow(words);
      await expect(new Response(readable).arrayBuffer()).rejects.toThrow();
      await written;
    }
  });

  it("lets its file go when the reader leaves", async () => {
    let cancelled = false;
    const endless = new ReadableStream({
      type: "bytes",
      pull: (controller) => controller.enqueue(new Uint8Array(64 * 1024)),
      cancel: () => {
        cancelled = true;
      },
    });
    const file = { ...fileOf("a.mp4", new Uint8Array()), sizeBytes: 1024 * MEBIBYTE };
    file.open = () => Promise.resolve(endless);
    const { readable, writable } = new FixedLengthStream(predictZipLength([file]));
    const written = expect(writeZip([file], writable)).rejects.toThrow();
    const reader = readable.getReader();
    await reader.read();
    await reader.cancel();
    await written;
    expect(cancelled).toBe(true);
  });
});
