import { makeZip, predictLength } from "client-zip";

/** Larger than anything that `client-zip` makes itself, which is how its own chunks are told. */
const BUFFER_BYTES = 128 * 1024;

/** A file to come, opened when its turn comes. `modifiedAt` is in milliseconds. */
export type ZipFile = {
  name: string;
  sizeBytes: number;
  modifiedAt: number;
  open: () => Promise<ReadableStream<Uint8Array>>;
};

/** The bytes that `writeZip` will write for these files. */
export function predictZipLength(files: readonly ZipFile[]): bigint {
  return predictLength(files.map(({ name, sizeBytes: size }) => ({ name, size })));
}

/**
 * Writes files, stored and not compressed, as one ZIP, and closes the sink. A buffer goes back into
 * use as soon as it was taken: chunks that only a garbage collector would free heap up by the
 * hundred megabytes, since it never sees what lies outside of its own heap.
 *
 * @throws what opening or reading a file threw, or why the sink takes no more; the sink is aborted.
 */
export async function writeZip(
  files: readonly ZipFile[],
  sink: WritableStream<Uint8Array>,
): Promise<void> {
  const buffers: ArrayBufferLike[] = [];
  const opened: ReadableStreamBYOBReader[] = [];

  async function* entries() {
    for (const { name, sizeBytes: size, modifiedAt: lastModified, open } of files) {
      const source = (await open()).getReader({ mode: "byob" });
      opened.push(source);
      yield { name, size, lastModified, input: readInto(buffers, source, size) };
    }
  }

  const writer = sink.getWriter();
  writer.closed.catch(() => undefined);
  try {
    for await (const chunk of makeZip(entries(), {})) {
      await writer.write(chunk);
      if (chunk.buffer.byteLength === BUFFER_BYTES) buffers.push(chunk.buffer);
    }
    await writer.close();
  } catch (error) {
    await Promise.allSettled([opened.at(-1)?.cancel(error), writer.abort(error)]);
    throw error;
  }
}

/** So many bytes of a source, in buffers that are taken from the pool, or made while it is empty. */
function readInto(
  buffers: ArrayBufferLike[],
  source: ReadableStreamBYOBReader,
  sizeBytes: number,
): ReadableStream<Uint8Array> {
  let left = sizeBytes;
  return new ReadableStream(
    {
      async pull(controller) {
        if (left === 0) return controller.close();
        const buffer = buffers.pop() ?? new ArrayBuffer(BUFFER_BYTES);
        const { value, done } = await source.readAtLeast(BUFFER_BYTES, new Uint8Array(buffer));
        if (done) throw new Error(`a file lacks ${left} bytes`);
        left -= value.byteLength;
        controller.enqueue(value);
      },
    },
    { highWaterMark: 0 },
  );
}
