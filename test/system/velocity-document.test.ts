import { beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { compareShape } from "../documents/compare-shape.ts";
import { readBlock } from "../documents/read-block.ts";
import { readExample } from "../documents/read-example.ts";
import { runCurlBlock, runJavaScriptBlock } from "../documents/run-block.ts";
import { makeArchive, makeTemplate, makeTone } from "../support/velocity-files.ts";
import { type CommonFleet, joinCommonFleet } from "./common-fleet.ts";

const block = (name: string) => readBlock("velocity", name);
const example = (name: string) => readExample(block(`${name}.json`));
const HOST = "https://api.veloo.io";
const KEY = "your-api-key";
const EXAMPLE_TEMPLATE = "550e8400-e29b-41d4-a716-446655440000";

/** What a browser's page gives the document's blocks: a chosen file, and a link that saves. */
const PAGE = `
import { readFileSync } from "node:fs";
import axios from "axios";
const chosen = () => new File([readFileSync("template.zip")], "template.zip");
Object.assign(globalThis, {
  axios,
  window: globalThis,
  fileInput: { get files() { return [chosen()]; } },
  document: {
    createElement: () => ({
      async click() {
        const saved = await (await fetch(this.href)).arrayBuffer();
        console.log(this.download, saved.byteLength);
      },
    }),
  },
});
`;

/** Only there axios answers with blobs. */
const AS_IN_BROWSERS = 'axios.defaults.adapter = "fetch";';

let fleet: CommonFleet;
let template: Uint8Array<ArrayBuffer>;
beforeAll(async () => {
  template = await makeTemplate();
  fleet = await joinCommonFleet();
});

test("the document's calls upload a template and watch it, in curl, fetch and axios", async () => {
  const uploaded = await curl("template-upload.sh");
  expect(compareShape(example("template-uploaded"), uploaded)).toEqual([]);
  const { templateId } = z.object({ templateId: z.uuid() }).parse(uploaded);
  for (const name of ["template-upload.fetch.js", "template-upload.axios.js"]) {
    expect(await script(name)).toMatch(/^[0-9a-f-]{36}\n$/);
  }
  const done = await readUntilEnded(`/template/${templateId}/status`);
  expect(compareShape(example("template-completed"), done)).toEqual([]);
  expect(done).toMatchObject({ jobId: templateId, templateName: "template", status: "completed" });
  expect(await curl("template-status.sh", [["{templateId}", templateId]])).toEqual(done);
  for (const name of ["template-status.fetch.js", "template-status.axios.js"]) {
    expect(await script(name, [["your-template-id", templateId]])).toBe("completed\n");
  }
  expect(compareShape(example("template-all"), await ask("GET", "/template/all"))).toEqual([]);
  const storage = await ask("GET", "/Template/storage-status");
  expect(compareShape(example("storage-status"), storage)).toEqual([]);
  const download = await send("GET", `/template/${templateId}/download`);
  expect(new Uint8Array(await download.arrayBuffer())).toEqual(template);
});

test("a template without its data.json fails with the reason", async () => {
  const archive = await makeArchive("readme.txt", "There is no template in here.");
  const { templateId } = z
    .object({ templateId: z.uuid() })
    .parse(await upload("/template/upload", archive, "empty.zip"));
  const failed = await readUntilEnded(`/template/${templateId}/status`);
  expect(compareShape(example("template-failed"), failed)).toEqual([]);
  expect(failed).toMatchObject({
    status: "failed",
    reason: expect.stringMatching(/JSON|data\.json/) as string,
  });
  const [, request = ""] = /^GET (\S+)/.exec(block("template-history-request.txt")) ?? [];
  expect(await ask("GET", request)).toMatchObject([{ templateId, status: "failed" }]);
});

test("a sound that is none fails with a reason", async () => {
  const bytes = Uint8Array.from([0xff, 0xf1, ...new TextEncoder().encode("no frames at all")]);
  const { audioId } = z
    .object({ audioId: z.uuid() })
    .parse(await upload("/audio/upload", bytes, "corrupted_audio.aac"));
  const failed = await readUntilEnded(`/audio/${audioId}/status`);
  const extra = ["audioAssetGroupId"];
  expect(compareShape(example("audio-failed"), failed, { extra })).toEqual([]);
  expect(failed).toMatchObject({ status: "failed", audioName: "corrupted_audio.aac" });
  expect(await ask("GET", "/audio/history?status=failed")).toMatchObject([{ audioId }]);
});

test("the document's calls render a template and download the video", async () => {
  const extra = ["templateInstanceId", "campaignId", "templateInstanceName", "isDirectRender"];
  const { templateId } = z
    .object({ templateId: z.uuid() })
    .parse(await upload("/template/upload", template, "MyTemplate.zip"));
  await readUntilEnded(`/template/${templateId}/status`);
  const own = [[EXAMPLE_TEMPLATE, templateId]] as const;
  const created = await curl("render.sh", own);
  expect(compareShape(example("render-created"), created)).toEqual([]);
  const { renderId } = z.object({ renderId: z.uuid() }).parse(created);
  for (const name of ["render.fetch.js", "render.axios.js"]) {
    const id = (await script(name, own)).trim();
    await ask("POST", `/render/${id}/cancel`);
  }
  const first = await curl("render-status.sh", [["{renderId}", renderId]]);
  const nullable = ["startedAt", "completedAt", "videoDownloadUrl", "sizeBytes"].concat(
    "renderTimeMilliseconds",
  );
  expect(compareShape(example("render-processing"), first, { extra, nullable })).toEqual([]);
  const done = await readUntilEnded(`/render/${renderId}/status`);
  expect(compareShape(example("render-completed"), done, { extra })).toEqual([]);
  const videoDownloadUrl = `/render/${renderId}/download`;
  expect(done).toMatchObject({ status: "completed", templateName: "MyTemplate", videoDownloadUrl });
  for (const name of ["render-status.fetch.js", "render-status.axios.js"]) {
    expect(await script(name, [["your-render-id", renderId]])).toBe("completed\n");
  }
  await curl("render-download.sh", [["{renderId}", renderId]]);
  const { sizeBytes } = z.object({ sizeBytes: z.int().positive() }).parse(done);
  expect(await script("render-download.js", [], `globalThis.renderId = "${renderId}";`)).toBe(
    `video.mp4 ${sizeBytes}\n`,
  );
  const budget = await ask("GET", "/render/render-time-budget-status");
  expect(compareShape(example("render-time-budget-status"), budget)).toEqual([]);
  for (const [, request = ""] of block("render-history-requests.txt").matchAll(/^GET (\S+)/gm)) {
    expect(await ask("GET", request)).toBeInstanceOf(Array);
  }
}, 300_000);

test("the document's campaign: sound in a linked group, an instance, the full request", async () => {
  const Id = z.object({ id: z.uuid() });
  const group = Id.parse(await ask("POST", "/audio-asset-group", { name: "Music" }));
  const path = `/audio-asset-group/${group.id}/audio`;
  const { audioId } = z
    .object({ audioId: z.uuid() })
    .parse(await upload(path, makeTone(440), "background_music.wav"));
  const extra = ["audioAssetGroupId"];
  const early = await ask("GET", `/audio/${audioId}/status`);
  const nullable = ["completedAt"];
  expect(compareShape(example("audio-processing"), early, { extra, nullable })).toEqual([]);
  const done = await readUntilEnded(`/audio/${audioId}/status`);
  expect(compareShape(example("audio-completed"), done, { extra })).toEqual([]);
  expect(done).toMatchObject({ status: "completed", audioName: "background_music.wav" });
  const details = await ask("GET", `/audio/${audioId}`);
  const allowed = { extra: ["audioAssetGroupId", "originalFormat"] };
  expect(compareShape(example("audio"), details, allowed)).toEqual([]);
  expect(await ask("GET", "/audio/list")).toMatchObject([{ id: audioId, duration: 1 }]);
  const history = await ask("GET", "/audio/history");
  const inHistory = { extra: ["[].audioAssetGroupId"] };
  expect(compareShape(example("audio-history"), history, inHistory)).toEqual([]);
  await curl("audio-download.sh", [["{audioId}", audioId]]);
  for (const name of ["audio-download.fetch.js", "audio-download.axios.js"]) {
    const size = makeTone(440).byteLength;
    expect(await script(name, [["your-audio-id", audioId]], AS_IN_BROWSERS)).toBe(
      `audio.mp3 ${size}\n`,
    );
  }

  const { templateId } = z
    .object({ templateId: z.uuid() })
    .parse(await upload("/template/upload", template, "promo.zip"));
  await readUntilEnded(`/template/${templateId}/status`);
  const campaign = Id.parse(await ask("POST", "/campaign", { name: "Summer" }));
  await ask("POST", `/campaign/${campaign.id}/audio-groups/${group.id}`);
  const instance = Id.parse(
    await ask("POST", `/campaign/${campaign.id}/template-instances`, {
      templateId,
      name: "Blue",
      customizationMap: [{ layer: "Background", type: "color", value: "#0000ff" }],
    }),
  );
  for (const request of [
    { ...(example("render-campaign-request") as object), templateInstanceId: instance.id },
    { ...(example("render-direct-request") as object), templateId },
  ]) {
    const made = await ask("POST", "/render", request);
    expect(compareShape(example("render-created"), made)).toEqual([]);
    const { renderId } = z.object({ renderId: z.uuid() }).parse(made);
    await ask("POST", `/render/${renderId}/cancel`);
  }
  const full = example("render-full-request") as object;
  const wanted = { ...full, templateInstanceId: instance.id, audioId };
  const { renderId } = z
    .object({ renderId: z.uuid() })
    .parse(await ask("POST", "/Render", { ...wanted, jobInfo: { fStart: 0, fEnd: 30 } }));
  const render = await readUntilEnded(`/render/${renderId}/status`);
  expect(render).toMatchObject({ status: "completed", isDirectRender: false });
  expect(await ask("DELETE", `/audio/${audioId}`)).toEqual(example("audio-deleted"));
  expect(await ask("GET", `/render/renders/${renderId}`)).toMatchObject({
    campaignId: campaign.id,
    templateInstanceName: "Blue",
  });
}, 300_000);

type Replacements = readonly (readonly [text: string, by: string])[];

const here = (): Replacements => [
  [HOST, fleet.deployment.origin],
  [KEY, fleet.deployment.apiKey],
];

/** What a curl block answers: its JSON, or null for a file that it saved. */
async function curl(name: string, replace: Replacements = []): Promise<unknown> {
  const files = { "template.zip": template };
  const result = await runCurlBlock(block(name), { replace: [...here(), ...replace], files });
  expect([result.exitCode, result.statuses]).toEqual([0, [200]]);
  return result.standardOutput === "" ? null : JSON.parse(result.standardOutput);
}

/** What a JavaScript block prints. */
async function script(name: string, replace: Replacements = [], prelude = ""): Promise<string> {
  const result = await runJavaScriptBlock(block(name), {
    replace: [...here(), ...replace],
    files: { "template.zip": template },
    prelude: PAGE + prelude,
  });
  expect([result.exitCode, result.standardError]).toEqual([0, ""]);
  return result.standardOutput;
}

function send(method: string, path: string, body?: object): Promise<Response> {
  const { origin, apiKey } = fleet.deployment;
  const isForm = body instanceof FormData;
  return fetch(origin + path, {
    method,
    headers: { "x-api-key": apiKey, ...(!isForm && { "content-type": "application/json" }) },
    ...(body !== undefined && { body: isForm ? body : JSON.stringify(body) }),
  });
}

async function ask(method: string, path: string, body?: object): Promise<unknown> {
  const answer = await send(method, path, body);
  const text = await answer.text();
  if (answer.status !== 200) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
  return JSON.parse(text) as unknown;
}

function upload(path: string, bytes: Uint8Array<ArrayBuffer>, name: string): Promise<unknown> {
  const form = new FormData();
  form.append("file", new File([bytes], name));
  return ask("POST", path, form);
}

/** Polls as the document tells until the status is a last one. */
async function readUntilEnded(path: string): Promise<unknown> {
  for (;;) {
    const answer = await ask("GET", path);
    const { status } = z.object({ status: z.string() }).parse(answer);
    if (["completed", "failed", "cancelled"].includes(status)) return answer;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}
