import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { createCanvas } from "@napi-rs/canvas";
import { beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { downloadVideo } from "../../scripts/local/download-video.ts";
import { decodePictures } from "../support/decode-media.ts";
import { type CommonFleet, joinCommonFleet } from "./common-fleet.ts";

const Job = z.looseObject({
  id: z.uuid(),
  status: z.string(),
  errorMessage: z.string().nullable(),
  tokensConsumed: z.int(),
  cloudinaryUrl: z.string().nullable(),
});
const LIMIT_SECONDS = 150;

let fleet: CommonFleet;
beforeAll(async () => {
  fleet = await joinCommonFleet();
});

test("a film begins with the initial image and ends with the end frame", async () => {
  const created = await submit({
    initialImage: [await solid("#e01010"), "image/png"],
    endFrame: [await solid("#1010e0"), "image/png"],
  });
  expect([created.status, created.json]).toMatchObject([202, { tokensConsumed: 50 }]);
  const job = await waitForEnd(Job.parse(created.json).id);
  expect(job).toMatchObject({ status: "SUCCEEDED", tokensConsumed: 50, errorMessage: null });
  const video = path.join(fleet.stateFolder, "red-to-blue.mp4");
  await downloadVideo(job.cloudinaryUrl ?? "", video);
  // The middle of three by three; the prompt's light may tint a picture, but not turn its colour.
  const pictures = await decodePictures(video, "mp4", 3, 3);
  expect(pictures.length).toBeGreaterThanOrEqual(4 * 24);
  const [first, last] = [pictures[0]!, pictures.at(-1)!].map((picture) => picture.subarray(16, 20));
  expect(first![0]).toBeGreaterThan(150);
  expect(first![2]).toBeLessThan(80);
  expect(last![0]).toBeLessThan(80);
  expect(last![2]).toBeGreaterThan(150);
});

test("an image that is none or lies about its type is refused and costs nothing", async () => {
  const png = await solid("#e01010");
  const detail = "initialImage must be a PNG, JPEG or WebP image";
  for (const [bytes, type] of [
    [png, "image/jpeg"],
    [Buffer.from("<html>"), "image/png"],
    [Buffer.from("GIF89a"), "image/gif"],
  ] as const) {
    const before = await countJobs();
    const answer = await submit({ initialImage: [bytes, type] });
    expect([answer.status, answer.json]).toEqual([400, { detail }]);
    expect(await countJobs()).toBe(before);
  }
});

test("an image that breaks only when it is decoded fails its job, which says so and costs nothing", async () => {
  const png = await solid("#e01010");
  const broken = Buffer.concat([png.subarray(0, 16), Buffer.alloc(200, 0x5a)]);
  const created = await submit({ initialImage: [broken, "image/png"] });
  expect([created.status, created.json]).toMatchObject([202, { tokensConsumed: 50 }]);
  const job = await waitForEnd(Job.parse(created.json).id);
  expect(job).toMatchObject({ status: "FAILED", tokensConsumed: 0, cloudinaryUrl: null });
  expect(job.errorMessage).toMatch(/image/i);
});

const solid = (colour: string): Promise<Buffer> => {
  const canvas = createCanvas(640, 360);
  const context = canvas.getContext("2d");
  context.fillStyle = colour;
  context.fillRect(0, 0, 640, 360);
  return canvas.encode("png");
};

async function ask(place: string, request: RequestInit = {}) {
  const { origin, jwt } = fleet.deployment;
  const headers = { authorization: `Bearer ${jwt}` };
  const answer = await fetch(`${origin}/api/v1/video-jobs${place}`, { ...request, headers });
  return { status: answer.status, json: await answer.json() };
}

function submit(images: Record<string, readonly [Buffer, string]>) {
  const form = new FormData();
  form.append("model", "veo-3.1-fast-generate-preview");
  form.append("resolution", "720p");
  form.append("aspectRatio", "16:9");
  form.append("durationSeconds", "4");
  for (const [name, [bytes, type]] of Object.entries(images)) {
    form.append(name, new Blob([new Uint8Array(bytes)], { type }), "image");
  }
  return ask("", { method: "POST", body: form });
}

async function countJobs(): Promise<number> {
  return z.object({ total: z.int() }).parse((await ask("")).json).total;
}

async function waitForEnd(id: string): Promise<z.infer<typeof Job>> {
  const end = performance.now() + LIMIT_SECONDS * 1000;
  while (performance.now() < end) {
    const job = Job.parse((await ask(`/${id}`)).json);
    if (!["PENDING", "RUNNING"].includes(job.status)) return job;
    await sleep(250);
  }
  throw new Error(`job ${id} does not end`);
}
