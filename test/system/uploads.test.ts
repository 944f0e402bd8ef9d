import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import { request } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { Upload } from "tus-js-client";
import { beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { RESUMABLE_PART_BYTES } from "#contracts/limits.ts";
import { type CommonFleet, joinCommonFleet } from "./common-fleet.ts";

const MEBIBYTE = 1024 * 1024;
const INTERRUPTIONS = 5;
const BYTES = randomBytes(41 * MEBIBYTE + 321);
const SHA256 = createHash("sha256").update(BYTES).digest("hex");

let fleet: CommonFleet;
let headers: Record<string, string>;
beforeAll(async () => {
  fleet = await joinCommonFleet();
  headers = { "x-api-key": fleet.deployment.apiKey };
});

/** What a finished upload became. */
async function takeAsset(uploadUrl: string) {
  const answer = await fetch(new URL("/api/v2/assets", fleet.deployment.origin), {
    method: "POST",
    headers: { ...headers, "content-type": "application/json" },
    body: JSON.stringify({ uploadId: new URL(uploadUrl).pathname.split("/").at(-1) }),
  });
  expect(answer.status).toBe(201);
  const Asset = z.object({ name: z.string(), sizeBytes: z.int(), sha256: z.string() });
  return Asset.parse(await answer.json());
}

/** HEAD waits for a request that still writes, GET does not. */
async function offsetOf(uploadUrl: string, method: "HEAD" | "GET"): Promise<number> {
  const answer = await fetch(uploadUrl, {
    method,
    headers: { ...headers, "tus-resumable": "1.0.0" },
  });
  expect(answer.status).toBe(200);
  return Number(answer.headers.get("upload-offset"));
}

test.for([
  ["in pieces of 5 MB", 5_000_000],
  ["in one piece", Number.POSITIVE_INFINITY],
] as const)(
  "the protocol's own client brings a file %s, though it is broken off five times",
  async ([, chunkSize]) => {
    let interruptions = 0;
    const url = await new Promise<string>((resolve, reject) => {
      const upload = new Upload(BYTES, {
        endpoint: `${fleet.deployment.origin}/uploads`,
        headers,
        chunkSize,
        metadata: { filename: "ein Film.mp4", filetype: "video/mp4" },
        retryDelays: [50, 200, 500, 1000, 2000],
        onProgress: (sentBytes) => {
          const due = ((interruptions + 1) * BYTES.byteLength) / (INTERRUPTIONS + 1);
          if (interruptions === INTERRUPTIONS || sentBytes < due) return;
          interruptions += 1;
          upload
            .abort()
            .then(() => upload.start())
            .catch(reject);
        },
        onError: reject,
        onSuccess: () => resolve(upload.url ?? ""),
      });
      upload.start();
    });
    expect(interruptions).toBe(INTERRUPTIONS);
    expect(await takeAsset(url)).toEqual({
      name: "ein Film.mp4",
      sizeBytes: BYTES.byteLength,
      sha256: SHA256,
    });
  },
);

test("a request that breaks off leaves what it brought, and the next goes on from there", async () => {
  const made = await fetch(`${fleet.deployment.origin}/uploads`, {
    method: "POST",
    headers: {
      ...headers,
      "tus-resumable": "1.0.0",
      "upload-length": String(BYTES.byteLength),
    },
  });
  const url = new URL(made.headers.get("location") ?? "", fleet.deployment.origin).href;
  let offset = 0;
  const sent = RESUMABLE_PART_BYTES + 3 * MEBIBYTE;
  for (let turn = 1; turn <= 2; turn += 1) {
    await breakOff(url, offset, sent);
    const reached = await offsetOf(url, "HEAD");
    expect(reached).toBeGreaterThanOrEqual(offset + RESUMABLE_PART_BYTES);
    expect(reached).toBeLessThanOrEqual(offset + sent);
    offset = reached;
  }
  const last = await fetch(url, {
    method: "PATCH",
    headers: {
      ...headers,
      "tus-resumable": "1.0.0",
      "content-type": "application/offset+octet-stream",
      "upload-offset": String(offset),
    },
    body: BYTES.subarray(offset),
  });
  expect([last.status, await last.text()]).toEqual([204, ""]);
  expect(await takeAsset(url)).toMatchObject({ name: "file", sha256: SHA256 });
});

/** Announces all that is left of the file, sends some of it and cuts the connection. */
async function breakOff(url: string, offset: number, sentBytes: number): Promise<void> {
  const patch = request(url, {
    method: "PATCH",
    headers: {
      ...headers,
      "tus-resumable": "1.0.0",
      "content-type": "application/offset+octet-stream",
      "upload-offset": String(offset),
      "content-length": String(BYTES.byteLength - offset),
    },
  });
  patch.on("error", () => undefined);
  if (!patch.write(BYTES.subarray(offset, offset + sentBytes))) await once(patch, "drain");
  // Not before a part was stored, and the rest has had the time to come.
  for (let wait = 0; wait < 100 && (await offsetOf(url, "GET")) === offset; wait += 1)
    await sleep(100);
  await sleep(500);
  patch.destroy();
}
