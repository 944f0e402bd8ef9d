import { spawnSync } from "node:child_process";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { probeMedia } from "../../gpu-node/media/probe-media.ts";
import { type AllowedDifferences, compareShape } from "../documents/compare-shape.ts";
import { readBlock } from "../documents/read-block.ts";
import { readExample } from "../documents/read-example.ts";
import { closeFleet, type LocalFleet, openFleet } from "./local-fleet.ts";
import { readDatabase } from "./read-database.ts";
import { readZip } from "./read-zip.ts";

type Status = { status: string; message: string; progress: number; video_url: string | null };
type Batch = { status: string; total: number; completed: number; jobs: Status[] };

const POLL_MILLISECONDS = 500;
const block = (name: string) => readBlock("world-model", `${name}.json`);
const example = (name: string) => readExample(block(name));

let fleet: LocalFleet;
beforeAll(async () => {
  fleet = await openFleet({ nodes: 2 });
});
afterAll(async () => {
  if (fleet) await closeFleet(fleet);
});

/** A client as the document describes it: it knows of no credential. */
async function ask<Body>(method: "GET" | "POST", address: string, body?: string): Promise<Body> {
  const answer = await fetch(`${fleet.deployment.origin}${address}`, {
    method,
    ...(body !== undefined && { body, headers: { "content-type": "application/json" } }),
  });
  const text = await answer.text();
  if (answer.status !== 200) throw new Error(`${method} ${address}: ${answer.status} ${text}`);
  return JSON.parse(text) as Body;
}

/** Polls as the document recommends, and keeps every answer. */
async function poll<Body extends { status: string }>(
  address: string,
  isOpen: (body: Body) => boolean,
): Promise<Body[]> {
  const seen: Body[] = [];
  for (;;) {
    const body = await ask<Body>("GET", address);
    seen.push(body);
    if (!isOpen(body)) return seen;
    await sleep(POLL_MILLISECONDS);
  }
}

/** Everything a socket says until it closes. */
function listen(address: string): Promise<{ code: number; messages: Status[] }> {
  const socket = new WebSocket(`${fleet.deployment.origin.replace(/^http/, "ws")}${address}`);
  const messages: Status[] = [];
  socket.addEventListener("message", ({ data }) => {
    messages.push(JSON.parse(String(data)) as Status);
  });
  return new Promise((resolve) => {
    socket.addEventListener("close", ({ code }) => resolve({ code, messages }));
  });
}

function expectLike(name: string, answer: unknown, allowed: AllowedDifferences = {}) {
  expect(compareShape(example(name), answer, allowed)).toEqual([]);
}

async function expectVideo(bytes: Buffer, name: string) {
  const place = path.join(fleet.stateFolder, name);
  await writeFile(place, bytes);
  expect(await probeMedia(place, "mp4")).toMatchObject({
    videoCodec: "h264",
    width: 1280,
    height: 720,
    frameCount: 150,
  });
}

async function download(address: string): Promise<Buffer> {
  const file = await fetch(`${fleet.deployment.origin}${address}`);
  expect(file.status, address).toBe(200);
  return Buffer.from(await file.arrayBuffer());
}

test("a single video is polled, watched and fetched as the document says", async () => {
  const started = await ask<{ job_id: string }>(
    "POST",
    "/api/video/single_inference",
    block("single-request"),
  );
  expectLike("single-response", started);
  expect(started).toMatchObject({
    message: (example("single-response") as { message: string }).message,
  });
  const watched = listen(`/api/ws/video/${started.job_id}`);
  const seen = await poll<Status>(
    `/api/video/status/${started.job_id}`,
    ({ status }) => !["complete", "failed"].includes(status),
  );
  const last = seen.at(-1)!;
  for (const one of seen.slice(0, -1)) {
    expectLike("status-response", one);
    expectLike("polling-response", one);
  }
  expectLike("polling-complete", last, { extra: ["job_id"] });
  expect(last).toMatchObject({
    status: "complete",
    message: "Video generation complete (embedded procedural model)",
    progress: 100,
  });
  expect(last.video_url?.split("?")[0]).toBe(`/api/videos/${started.job_id}`);
  const bytes = await download(last.video_url ?? "");
  await expectVideo(bytes, "single.mp4");
  expect((await download(`/api/videos/${started.job_id}`)).equals(bytes)).toBe(true);

  const { code, messages } = await watched;
  expect(code).toBe(1000);
  for (const message of messages) {
    expectLike("status-response", message, { extra: ["seq"], nullable: ["video_url"] });
  }
  const percents = messages.map(({ progress }) => progress);
  expect(percents).toEqual(percents.toSorted((a, b) => a - b));
  expect(messages.map(({ status }) => status)).toEqual(
    expect.arrayContaining(["generating", "complete"]),
  );
});

test("a batch of four runs on both nodes at once and comes as a ZIP of four videos", async () => {
  const started = await ask<{ batch_id: string }>(
    "POST",
    "/api/video/batch_inference",
    block("batch-request"),
  );
  expectLike("batch-response", started);
  expect(started).toMatchObject({
    message: (example("batch-response") as { message: string }).message,
  });
  const { batch_id: batchId } = started;
  const watched = listen(`/api/ws/batch/${batchId}`);
  const seen = await poll<Batch>(
    `/api/video/batch_status/${batchId}`,
    ({ status }) => status === "processing",
  );
  const open = { nullable: ["jobs[].video_url", "jobs[].gpu_id"] };
  for (const one of seen) {
    expectLike("batch-status", one, open);
    expectLike("batch-polling", one);
  }
  const last = seen.at(-1)!;
  expect(last).toMatchObject({ status: "complete", total: 4, completed: 4, failed: 0 });
  const { code, messages } = await watched;
  expect(code).toBe(1000);
  for (const message of messages) {
    expectLike("batch-status", message, { ...open, extra: ["seq"] });
  }
  expect(messages.at(-1)).toMatchObject({ status: "complete", completed: 4 });

  expectOverlap(batchId);

  const zip = await download(`/api/video/batch_download/${batchId}`);
  const place = path.join(fleet.stateFolder, "batch.zip");
  await writeFile(place, zip);
  const tested = spawnSync("unzip", ["-t", place]);
  // Not every machine has it.
  if (!tested.error) expect(tested.status, String(tested.stdout)).toBe(0);
  const files = [...readZip(zip)];
  expect(files).toHaveLength(4);
  for (const [index, [name, bytes]] of files.entries()) {
    expect(name).toMatch(new RegExp(`^job_${index}-[a-z0-9-]+\\.mp4$`));
    await expectVideo(bytes, `zipped-${index}.mp4`);
    const shown = last.jobs[index]?.video_url ?? "";
    const documented = `/static/videos/${batchId}/job_${index}/job_${index}.mp4`;
    expect(shown.split("?")[0]).toBe(documented);
    expect((await download(documented)).equals(bytes)).toBe(true);
  }
});

/** Two jobs of the batch were leased to different nodes at the same time. */
function expectOverlap(batchId: string) {
  const tasks = readDatabase(
    fleet.stateFolder,
    `SELECT node_id, leased_at, finished_at FROM tasks
     WHERE job_id IN (SELECT id FROM jobs WHERE batch_id = ?)`,
    batchId,
  ).map((row) => ({
    node: String(row["node_id"]),
    from: Number(row["leased_at"]),
    to: Number(row["finished_at"]),
  }));
  expect(tasks).toHaveLength(4);
  const overlaps = tasks.flatMap((one) =>
    tasks.filter((other) => other.node !== one.node && other.from < one.to && one.from < other.to),
  );
  expect(overlaps.length, JSON.stringify(tasks)).toBeGreaterThan(0);
}

test("a prompt is tuned in the document's own words", async () => {
  const parameter = (name: string) => `parameters.${name}`;
  const open = ["colors", "mood", "season", "subjects", "camera", "style"];
  const begun = await ask("POST", "/api/initialize", block("initialize-request"));
  expectLike("initialize-response", begun);
  expect(begun).toEqual(example("initialize-response"));

  const updated = await ask("POST", "/api/update", block("update-request"));
  const extra = [...open.map(parameter), "notes", "source", "fallback_reason"];
  expectLike("update-response", updated, { extra });
  expectLike("parameters-response", await ask("GET", "/api/parameters"), { extra: open });

  expectLike("enhance-response", await ask("POST", "/api/enhance", block("enhance-request")), {
    extra: ["source", "fallback_reason"],
  });
  const history = await ask<{ history: { prompt: string }[] }>("GET", "/api/history");
  expectLike("history-response", history);
  expect(history.history).toHaveLength(2);

  // The document selects the third prompt, so there has to be one.
  await ask("POST", "/api/update", JSON.stringify({ user_request: "Add a lighthouse" }));
  const request = block("variations-request");
  const varied = await ask<{ prompts: string[] }>("POST", "/api/generate-variations", request);
  expectLike("variations-response", varied, { extra: ["source", "fallback_reason"] });
  expect(varied).toMatchObject({ selected_indices: [0, 2] });
  expect(varied.prompts).toHaveLength(3);
});
