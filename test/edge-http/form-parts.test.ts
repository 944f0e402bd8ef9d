import { expect, test } from "vitest";
import { FormParts } from "../../edge/http/form-parts.ts";

const BOUNDARY = "----WebKitFormBoundaryAbCdEf0123456789";
const FILE = Uint8Array.from({ length: 300 }, (_, index) => index % 256);
const BODY = new Uint8Array([
  ...new TextEncoder().encode(
    `--${BOUNDARY}\r\nContent-Disposition: form-data; name="name"\r\n\r\nSummer\r\n` +
      `--${BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="a.png"\r\n` +
      "Content-Type: image/png\r\n\r\n",
  ),
  ...FILE,
  ...new TextEncoder().encode(`\r\n--${BOUNDARY}--\r\n`),
]);

/** What is read of the body when it comes in these chunks. */
async function readIn(chunks: readonly Uint8Array[]) {
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(chunk);
      controller.close();
    },
  });
  const headers = new Headers({ "content-type": `multipart/form-data; boundary=${BOUNDARY}` });
  const parts = new FormParts(headers, body);
  const read: unknown[] = [];
  for (let part = await parts.next(); part; part = await parts.next()) {
    if (part.kind === "field") {
      read.push([part.name, part.value]);
      continue;
    }
    const bytes: number[] = [];
    for await (const chunk of part.chunks) bytes.push(...chunk);
    read.push([part.name, part.fileName, part.contentType, bytes]);
  }
  return read;
}

const WHOLE = [
  ["name", "Summer"],
  ["file", "a.png", "image/png", [...FILE]],
];

test("a form is read the same wherever its chunks are cut", async () => {
  for (let cut = 1; cut < BODY.length; cut += 1) {
    const read = await readIn([BODY.subarray(0, cut), BODY.subarray(cut)]);
    expect([cut, read]).toEqual([cut, WHOLE]);
  }
});

test("a form is read from chunks of a few bytes", async () => {
  for (const size of [1, 2, 3, 7, 41]) {
    const count = Math.ceil(BODY.length / size);
    const chunks = Array.from({ length: count }, (_, index) =>
      BODY.subarray(index * size, (index + 1) * size),
    );
    expect([size, await readIn(chunks)]).toEqual([size, WHOLE]);
  }
});
