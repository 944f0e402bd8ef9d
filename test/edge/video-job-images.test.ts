import { beforeAll, describe, expect, it } from "vitest";
import type { Lease } from "#contracts/node-protocol.ts";
import { bindings, call, callJson, enrolNode, eventually } from "./edge-client.ts";
import {
  balanceOf,
  type Customer,
  customerWith,
  PATH,
  REQUEST,
  submit,
  takeJob,
  type VideoJob,
} from "./video-jobs-client.ts";

let node: Awaited<ReturnType<typeof enrolNode>>;
beforeAll(async () => {
  node = await enrolNode("node", 8);
  await node.hello();
});

const inputsOf = ({ spec }: Lease) => spec.inputs ?? [];

/** Bytes written as the characters of the same numbers. */
const bytesOf = (text: string) =>
  Uint8Array.from(text, (sign) => sign.charCodeAt(0)) as Uint8Array<ArrayBuffer>;

/** The start of a real image of each kind, and enough behind it. */
function anImage(type: "png" | "jpeg" | "webp", sizeBytes = 64): Uint8Array<ArrayBuffer> {
  const heads = {
    png: "\x89PNG\r\n\x1a\n",
    jpeg: "\xff\xd8\xff\xe0",
    webp: "RIFF\x10\x00\x00\x00WEBPVP8 ",
  };
  const bytes = new Uint8Array(sizeBytes).fill(7);
  bytes.set(bytesOf(heads[type]));
  return bytes;
}

type Part = string | [bytes: Uint8Array<ArrayBuffer>, type: string, name?: string];

async function submitForm(
  { apiKey: credential }: Customer,
  parts: [name: string, part: Part][],
  headers: Record<string, string> = {},
) {
  const form = new FormData();
  for (const [name, part] of parts) {
    if (typeof part === "string") form.append(name, part);
    else form.append(name, new File([part[0]], part[2] ?? "image", { type: part[1] }));
  }
  const encoded = new Response(form);
  const body = await encoded.bytes();
  const answer = await call("POST", PATH, {
    credential,
    body,
    headers: {
      "content-type": encoded.headers.get("content-type") ?? "",
      "content-length": String(body.byteLength),
      ...headers,
    },
  });
  return { status: answer.status, job: await answer.json<VideoJob & { detail?: unknown }>() };
}
const texts = Object.entries(REQUEST) as [string, string][];

async function inputKeys({ id }: Customer): Promise<string[]> {
  const { objects } = await bindings.MEDIA.list({ prefix: `inputs/${id}/` });
  return objects.map(({ key }) => key);
}

describe("images", () => {
  it("are streamed in, handed to the node that holds the lease, and to nobody else", async () => {
    const customer = await customerWith(50);
    const large = anImage("png", 600_000);
    const { status, job } = await submitForm(customer, [
      ["initialImage", [large, "image/png", "первый кадр.png"]],
      ...texts.filter(([name]) => name !== "prompt"),
      ["referenceImages", [anImage("jpeg"), "image/jpeg"]],
      ["referenceImages", [anImage("webp"), ""]],
      ["endFrame", [new Uint8Array(), "application/octet-stream", ""]],
    ]);
    expect([status, job]).toMatchObject([202, { status: "PENDING", prompt: null }]);
    const lease = await takeJob(node, job.id);
    expect(inputsOf(lease).map(({ role, contentType }) => [role, contentType])).toEqual([
      ["initial-image", "image/png"],
      ["reference-image", "image/jpeg"],
      ["reference-image", "image/webp"],
    ]);
    const inputs = `/node/v1/leases/${lease.leaseId}/inputs`;
    const { credential } = node;
    // In use, its bytes stay whatever the account does.
    const assetId = inputsOf(lease)[0]?.assetId ?? "";
    await callJson(204, "DELETE", `/api/v2/assets/${assetId}`, { credential: customer.apiKey });
    const first = await call("GET", `${inputs}/0`, { credential });
    expect(first.headers.get("content-type")).toBe("image/png");
    expect(first.headers.get("content-length")).toBe(String(large.byteLength));
    expect(new Uint8Array(await first.arrayBuffer())).toEqual(large);
    await callJson(404, "GET", `${inputs}/3`, { credential });
    const other = await enrolNode("other");
    const refused = await callJson(409, "GET", `${inputs}/0`, { credential: other.credential });
    expect(refused).toMatchObject({ code: "lease-lost" });
    await callJson(401, "GET", `${inputs}/0`, { credential: customer.apiKey });
    expect(await inputKeys(customer)).toHaveLength(3);
    await (await node.work(lease)).text();
    await callJson(409, "GET", `${inputs}/0`, { credential });
  });

  it("may be assets of the account and data URIs", async () => {
    const customer = await customerWith(100);
    const stranger = await customerWith(100);
    const png = anImage("png");
    const { id: assetId } = await callJson<{ id: string }>(201, "POST", "/api/v2/assets", {
      credential: customer.apiKey,
      body: png,
      headers: { "content-type": "text/plain", "content-length": String(png.byteLength) },
    });
    const jpeg = `data:image/jpeg;base64,${btoa(String.fromCharCode(...anImage("jpeg")))}`;
    const images = { initialImage: assetId, endFrame: jpeg };
    const lease = await takeJob(node, (await submit(customer, images)).id);
    expect(inputsOf(lease)).toMatchObject([
      { role: "initial-image", assetId, contentType: "image/png" },
      { role: "end-frame", contentType: "image/jpeg" },
    ]);
    await (await node.work(lease)).text();
    const refused = await callJson(400, "POST", PATH, {
      credential: stranger.apiKey,
      body: { ...REQUEST, ...images },
    });
    expect(refused).toEqual({ detail: "initialImage is not an asset of the account" });
  });

  it("are refused when they are none, lie, are too many or too large, and leave nothing", async () => {
    const customer = await customerWith(50);
    const png: Part = [anImage("png"), "image/png"];
    const html: Part = [bytesOf("<svg onload=alert(1)>"), "image/png"];
    const notAnImage = "initialImage must be a PNG, JPEG or WebP image";
    const cases: [[string, Part][], number, string][] = [
      [[["initialImage", html]], 400, notAnImage],
      [[["initialImage", [anImage("png"), "image/jpeg"]]], 400, notAnImage],
      [[["initialImage", [new Uint8Array(3), "image/png"]]], 400, notAnImage],
      [
        [
          ["initialImage", png],
          ["initialImage", png],
        ],
        400,
        "initialImage may be given once",
      ],
      [
        Array.from({ length: 4 }, () => ["referenceImages", png]),
        400,
        "At most 3 reference images are allowed",
      ],
      [
        [["endFrame", [anImage("png", 20 * 1024 * 1024 + 1), "image/png"]]],
        413,
        "endFrame may have at most 20 MB",
      ],
      [[["prompt", png]], 400, "prompt must be a text, not a file"],
      [[["prompt", "twice"]], 400, "prompt may be given once"],
      [
        [
          ["initialImage", png],
          ["mockMode", "maybe"],
        ],
        400,
        "mockMode must be 'true' or 'false'",
      ],
    ];
    for (const [parts, status, detail] of cases) {
      const answer = await submitForm(customer, [...texts, ...parts]);
      expect([answer.status, answer.job]).toEqual([status, { detail }]);
    }
    const withoutPrompt = texts.filter(([name]) => name !== "prompt");
    expect(await submitForm(customer, [...withoutPrompt, ["endFrame", png]])).toEqual({
      status: 400,
      job: { detail: "Either prompt or initialImage is required" },
    });
    await submit(customer);
    const poor = await submitForm(customer, [...texts, ["initialImage", png]]);
    expect(poor.status).toBe(402);
    await eventually(async () => ((await inputKeys(customer)).length === 0 ? true : null));
  });

  it("count for an idempotency key by their bytes; a repetition leaves none of its own", async () => {
    const customer = await customerWith(200);
    const key = { "idempotency-key": "form" };
    const form = (bytes: Uint8Array<ArrayBuffer>, name: string): [string, Part][] => [
      ...texts,
      ["initialImage", [bytes, "image/png", name]],
    ];
    const first = await submitForm(customer, form(anImage("png"), "a.png"), key);
    const again = await submitForm(customer, form(anImage("png"), "b.png").toReversed(), key);
    expect(first.status).toBe(202);
    expect(again).toEqual(first);
    const rush = await Promise.all(
      Array.from({ length: 5 }, () => submitForm(customer, form(anImage("png"), "c.png"), key)),
    );
    expect(rush.every(({ job }) => job.id === first.job.id)).toBe(true);
    const other = await submitForm(customer, form(anImage("png", 65), "a.png"), key);
    expect(other.status).toBe(422);
    expect(await balanceOf(customer)).toBe(150);
    await eventually(async () => ((await inputKeys(customer)).length === 1 ? true : null));
  });
});
