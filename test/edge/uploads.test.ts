import { beforeAll, describe, expect, test } from "vitest";
import { RESUMABLE_PART_BYTES, RESUMABLE_SECONDS } from "#contracts/limits.ts";
import { composeServices } from "../../edge/composition.ts";
import type { Account } from "../../edge/domain/accounts/account-store.ts";
import type { Services } from "../../edge/domain/services.ts";
import { sweep } from "../../edge/domain/sweep/sweep.ts";
import { appendToUpload } from "../../edge/domain/uploads/append-to-upload.ts";
import { bindings, call, callJson, createCustomer, eventually, sha256 } from "./edge-client.ts";

const MEBIBYTE = 1024 * 1024;
const TUS = { "tus-resumable": "1.0.0" };
const BYTES_TYPE = "application/offset+octet-stream";

type Customer = Awaited<ReturnType<typeof createCustomer>>;
let customer: Customer;
let stranger: Customer;
beforeAll(async () => {
  [customer, stranger] = [await createCustomer(), await createCustomer()];
});

/** Bytes that tell a shifted or repeated part from a right one. */
function someBytes(length: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  for (let index = 0; index < length; index += 1) bytes[index] = (index * 37 + (index >> 11)) & 255;
  return bytes;
}

/** An answer's status and headers; its body is read. */
async function request(
  method: string,
  path: string,
  options: { headers?: Record<string, string>; body?: Uint8Array; credential?: string } = {},
) {
  const answer = await call(method, path, {
    credential: customer.apiKey,
    ...options,
    headers: { ...TUS, ...options.headers },
  });
  const text = await answer.text();
  return { status: answer.status, headers: answer.headers, text };
}

async function open(sizeBytes: number, headers: Record<string, string> = {}): Promise<string> {
  const answer = await request("POST", "/uploads", {
    headers: { "upload-length": String(sizeBytes), ...headers },
  });
  expect(answer.status, answer.text).toBe(201);
  return answer.headers.get("location") ?? "";
}

function append(
  path: string,
  offset: number,
  body: Uint8Array,
  headers: Record<string, string> = {},
) {
  return request("PATCH", path, {
    headers: { "upload-offset": String(offset), "content-type": BYTES_TYPE, ...headers },
    body,
  });
}

async function offsetOf(path: string): Promise<number> {
  const answer = await request("HEAD", path);
  expect([answer.status, answer.text]).toEqual([200, ""]);
  return Number(answer.headers.get("upload-offset"));
}

function take(path: string, credential = customer.apiKey) {
  const body = { uploadId: path.split("/").at(-1) };
  return call("POST", "/api/v2/assets", { credential, body });
}

async function usedBytes(accountId: string): Promise<number> {
  const { assets, clock } = services();
  return assets.readUsedBytes(accountId, clock.now());
}

function services(change: Partial<Services> = {}): Services {
  return { ...composeServices(bindings, () => undefined), ...change };
}

async function keysOf(path: string): Promise<string[]> {
  const id = path.split("/").at(-1);
  const { objects } = await bindings.MEDIA.list();
  return objects.map(({ key }) => key).filter((key) => key.includes(String(id)));
}

function countStatuses(answers: readonly { status: number }[]): Record<number, number> {
  const counts: Record<number, number> = {};
  for (const { status } of answers) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}

async function digestOf(name: "sha1" | "sha256", bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const algorithm = name === "sha1" ? "SHA-1" : "SHA-256";
  const digest = new Uint8Array(await crypto.subtle.digest(algorithm, bytes));
  return `${name} ${btoa(String.fromCharCode(...digest))}`;
}

describe("core and creation", () => {
  test("OPTIONS says what there is, also to a browser's preflight", async () => {
    const answer = await call("OPTIONS", "/uploads", {
      headers: { origin: "https://app.example", "access-control-request-method": "PATCH" },
    });
    await answer.text();
    expect(answer.status).toBe(204);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      "tus-resumable": "1.0.0",
      "tus-version": "1.0.0",
      "tus-extension": "creation,creation-with-upload,termination,checksum,expiration",
      "tus-max-size": String(2 * 1024 * MEBIBYTE),
      "tus-checksum-algorithm": "sha1,sha256",
      "access-control-allow-origin": "*",
    });
  });

  test("a file in pieces of any size becomes one asset with the very bytes", async () => {
    const bytes = someBytes(2 * RESUMABLE_PART_BYTES + 12_345);
    const metadata = `filename ${btoa("../a clip.mp4")},filetype ${btoa("video/mp4")},empty`;
    const path = await open(bytes.byteLength, { "upload-metadata": metadata });
    const sizes = [1, 5 * MEBIBYTE, 5 * MEBIBYTE, 0, RESUMABLE_PART_BYTES - 7, bytes.byteLength];
    let offset = 0;
    for (const size of sizes) {
      const piece = bytes.subarray(offset, offset + size);
      const answer = await append(path, offset, piece);
      expect(answer.status, answer.text).toBe(204);
      offset += piece.byteLength;
      expect(answer.headers.get("upload-offset")).toBe(String(offset));
      expect(await offsetOf(path)).toBe(offset);
    }
    const head = await request("HEAD", path);
    expect(Object.fromEntries(head.headers)).toMatchObject({
      "cache-control": "no-store",
      "tus-resumable": "1.0.0",
      "upload-length": String(bytes.byteLength),
      "upload-metadata": metadata,
    });
    expect(Date.parse(head.headers.get("upload-expires") ?? "")).toBeGreaterThan(Date.now());
    const digest = await sha256(bytes);
    const view = JSON.parse((await request("GET", path)).text) as object;
    expect(view).toMatchObject({ sha256: digest, offsetBytes: bytes.byteLength, assetId: null });
    const takes = await Promise.all([take(path), take(path)]);
    const assets = await Promise.all(
      takes.map(async (answer) => JSON.parse(await answer.text()) as { id: string }),
    );
    expect(takes.map(({ status }) => status)).toEqual([201, 201]);
    expect(assets[0]).toEqual(assets[1]);
    expect(assets[0]).toMatchObject({
      name: "a clip.mp4",
      contentType: "video/mp4",
      sizeBytes: bytes.byteLength,
      sha256: digest,
    });
    const content = await call("GET", `/api/v2/assets/${assets[0]?.id}/content`, {
      credential: customer.apiKey,
    });
    expect(await sha256(new Uint8Array(await content.arrayBuffer()))).toBe(digest);
    expect(await keysOf(path)).toEqual([`inputs/${customer.id}/${assets[0]?.id}`]);
  });

  test("creation may bring the first bytes", async () => {
    const bytes = someBytes(1000);
    const headers = { "upload-length": "1000", "content-type": BYTES_TYPE };
    const answer = await request("POST", "/uploads", { headers, body: bytes.subarray(0, 400) });
    expect([answer.status, answer.headers.get("upload-offset")]).toEqual([201, "400"]);
    const path = answer.headers.get("location") ?? "";
    expect((await append(path, 400, bytes.subarray(400))).status).toBe(204);
    expect(await (await take(path)).json()).toMatchObject({ sha256: await sha256(bytes) });
  });

  test("a POST that says to be another method is one", async () => {
    const bytes = someBytes(10);
    const path = await open(10);
    const headers = {
      "x-http-method-override": "PATCH",
      "upload-offset": "0",
      "content-type": BYTES_TYPE,
    };
    const patched = await request("POST", path, { headers, body: bytes });
    expect([patched.status, patched.headers.get("upload-offset")]).toEqual([204, "10"]);
    const override = (method: string) => ({ headers: { "x-http-method-override": method } });
    const head = await request("POST", path, override("HEAD"));
    expect([head.status, head.headers.get("upload-offset")]).toEqual([200, "10"]);
    expect((await request("POST", path, override("DELETE"))).status).toBe(204);
    expect((await request("POST", path)).status).toBe(405);
    expect((await request("HEAD", path)).status).toBe(410);
  });

  test.for([
    [400, "nothing at all", {}],
    [400, "no length", { "upload-length": "" }],
    [400, "an empty file", { "upload-length": "0" }],
    [400, "a deferred length", { "upload-length": "", "upload-defer-length": "1" }],
    [400, "a part of a concatenation", { "upload-length": "5", "upload-concat": "partial" }],
    [400, "metadata that is no Base64", { "upload-length": "5", "upload-metadata": "a b*c" }],
    [400, "a key twice", { "upload-length": "5", "upload-metadata": "a YQ==,a YQ==" }],
    [
      400,
      "metadata that is not UTF-8",
      { "upload-length": "5", "upload-metadata": "filename /w==" },
    ],
    [412, "another version", { "upload-length": "5", "tus-resumable": "0.2.2" }],
    [413, "more than 2 GB", { "upload-length": String(2 * 1024 * MEBIBYTE + 1) }],
  ] as const)("%i: creation refuses %s", async ([status, , headers]) => {
    const answer = await request("POST", "/uploads", { headers });
    expect([answer.status, answer.headers.get("tus-version")]).toEqual([status, "1.0.0"]);
    expect(JSON.parse(answer.text)).toEqual({
      code: expect.any(String),
      message: expect.any(String),
    });
  });

  test("a piece must fit", async () => {
    const path = await open(10);
    const bytes = someBytes(5);
    expect((await append(path, 1, bytes)).status).toBe(409);
    expect((await append(path, 0, someBytes(11))).status).toBe(413);
    expect((await append(path, 0, bytes, { "content-type": "video/mp4" })).status).toBe(415);
    expect((await append(path, 0, bytes, { "tus-resumable": "2.0.0" })).status).toBe(412);
    expect((await append(path, 0, bytes, { "upload-offset": "-1" })).status).toBe(400);
    expect(await offsetOf(path)).toBe(0);
    const early = await take(path);
    expect([early.status, await early.json()]).toEqual([
      409,
      expect.objectContaining({ code: "not-ready" }),
    ]);
  });

  test("nobody else sees or changes an upload", async () => {
    const path = await open(10);
    const credential = stranger.apiKey;
    const headers = { "upload-offset": "0", "content-type": BYTES_TYPE };
    const body = someBytes(10);
    for (const method of ["HEAD", "GET", "PATCH", "DELETE"]) {
      const withBody = method === "PATCH" ? { headers, body } : {};
      expect((await request(method, path, { credential, ...withBody })).status).toBe(404);
    }
    await append(path, 0, body);
    const taken = await take(path, credential);
    expect([taken.status, await taken.json()]).toEqual([
      404,
      expect.objectContaining({ code: "not-found" }),
    ]);
    expect((await request("HEAD", path, { credential: "nobody" })).status).toBe(401);
  });
});

describe("checksum", () => {
  test.for(["sha1", "sha256"] as const)(
    "%s is checked, and what differs is dropped",
    async (name) => {
      const bytes = someBytes(RESUMABLE_PART_BYTES + 5000);
      const path = await open(bytes.byteLength);
      const [first, second] = [bytes.subarray(0, 3000), bytes.subarray(3000)];
      const checked = async (piece: Uint8Array<ArrayBuffer>) => ({
        "upload-checksum": await digestOf(name, piece),
      });
      expect((await append(path, 0, first, await checked(first))).status).toBe(204);
      const wrong = second.toReversed();
      expect((await append(path, 3000, wrong, await checked(second))).status).toBe(460);
      expect(await offsetOf(path)).toBe(3000);
      expect((await append(path, 3000, second, await checked(second))).status).toBe(204);
      expect(await (await take(path)).json()).toMatchObject({ sha256: await sha256(bytes) });
    },
  );

  test("an unknown algorithm is refused", async () => {
    const path = await open(3);
    for (const checksum of ["md5 rL0Y20zC+Fzt72VPzMSk2A==", "sha1", "sha1 short", "sha256 *"]) {
      const answer = await append(path, 0, someBytes(3), { "upload-checksum": checksum });
      expect(answer.status, checksum).toBe(400);
    }
    const body = someBytes(3);
    const headers = { "upload-length": "3", "content-type": BYTES_TYPE };
    const checksum = { "upload-checksum": await digestOf("sha1", someBytes(4)) };
    const before = await usedBytes(customer.id);
    const refused = await request("POST", "/uploads", {
      headers: { ...headers, ...checksum },
      body,
    });
    expect([refused.status, refused.headers.get("location")]).toEqual([460, null]);
    expect(await usedBytes(customer.id)).toBe(before);
  });
});

describe("room", () => {
  test("is held once by parallel creations, and never past what there is", async () => {
    const maximumStorageBytes = 10_000;
    const small = await createCustomer({ limits: { maximumStorageBytes } });
    const credential = small.apiKey;
    const headers = { "upload-length": "3000" };
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => request("POST", "/uploads", { credential, headers })),
    );
    expect(countStatuses(answers)).toEqual({ 201: 3, 403: 5 });
    expect(await usedBytes(small.id)).toBe(9000);
    const [path = ""] = answers.flatMap(({ headers: got }) => got.get("location") ?? []);
    const ends = await Promise.all([1, 2].map(() => request("DELETE", path, { credential })));
    expect(countStatuses(ends)).toEqual({ 204: 1, 410: 1 });
    expect(await usedBytes(small.id)).toBe(6000);
  });

  test("is the asset's from the moment the upload is one", async () => {
    const one = await createCustomer();
    const credential = one.apiKey;
    const headers = { "upload-length": "700", "content-type": BYTES_TYPE };
    const body = someBytes(700);
    const made = await request("POST", "/uploads", { credential, headers, body });
    const path = made.headers.get("location") ?? "";
    expect(await usedBytes(one.id)).toBe(700);
    const asset = (await (await take(path, credential)).json()) as { id: string };
    expect(await usedBytes(one.id)).toBe(700);
    expect((await request("DELETE", path, { credential })).status).toBe(204);
    expect(await usedBytes(one.id)).toBe(700);
    await callJson(200, "GET", `/api/v2/assets/${asset.id}`, { credential });
    await callJson(204, "DELETE", `/api/v2/assets/${asset.id}`, { credential });
    expect(await usedBytes(one.id)).toBe(0);
    expect((await take(path, credential).then((answer) => answer.json())) as object).toMatchObject({
      code: "not-found",
    });
  });

  test("comes back with the sweep when an upload expires, and its bytes go", async () => {
    const one = await createCustomer();
    const credential = one.apiKey;
    const headers = { "upload-length": String(9 * MEBIBYTE), "content-type": BYTES_TYPE };
    const body = someBytes(RESUMABLE_PART_BYTES + 10);
    const made = await request("POST", "/uploads", { credential, headers, body });
    const path = made.headers.get("location") ?? "";
    const id = path.split("/").at(-1) ?? "";
    expect(await keysOf(path)).toHaveLength(1);
    const { uploads } = services();
    const upload = await uploads.readOwned(id, one.id);
    const later = { now: () => Date.now() + RESUMABLE_SECONDS * 1000 + 1000 };
    await sweep(services({ clock: later }));
    expect(await usedBytes(one.id)).toBe(0);
    expect(await keysOf(path)).toEqual([]);
    const storage = bindings.MEDIA.resumeMultipartUpload(
      upload?.objectKey ?? "",
      upload?.storageUploadId ?? "",
    );
    await expect(storage.uploadPart(2, body)).rejects.toThrow("10024");
    expect((await request("HEAD", path, { credential })).status).toBe(410);
    const muchLater = { now: () => Date.now() + 3 * RESUMABLE_SECONDS * 1000 };
    await sweep(services({ clock: muchLater }));
    expect((await request("HEAD", path, { credential })).status).toBe(404);
  });

  test("an upload that was given up leaves nothing", async () => {
    const path = await open(9 * MEBIBYTE);
    await append(path, 0, someBytes(100));
    expect(await keysOf(path)).toHaveLength(1);
    expect((await request("DELETE", path)).status).toBe(204);
    await eventually(async () => ((await keysOf(path)).length === 0 ? true : null));
    expect((await append(path, 100, someBytes(5))).status).toBe(410);
    expect((await request("DELETE", path)).status).toBe(410);
  });
});

describe("requests at once", () => {
  test("of two at one offset one is stored and the other refused", async () => {
    const bytes = someBytes(RESUMABLE_PART_BYTES + 100);
    const other = bytes.toReversed();
    const path = await open(bytes.byteLength);
    const answers = await Promise.all([append(path, 0, bytes), append(path, 0, other)]);
    const statuses = answers.map(({ status }) => status);
    expect(statuses).toContain(204);
    expect([409, 423]).toContain(statuses.find((status) => status !== 204));
    const winner = statuses[0] === 204 ? bytes : other;
    expect(await (await take(path)).json()).toMatchObject({ sha256: await sha256(winner) });
  });

  test("HEAD waits for what a broken request leaves, GET does not", async () => {
    const bytes = someBytes(1000);
    const path = await open(bytes.byteLength);
    const account = await services().accounts.read(customer.id);
    const gate = Promise.withResolvers<undefined>();
    async function* breakOff() {
      yield bytes.subarray(0, 400);
      await gate.promise;
      throw new Error("the client is gone");
    }
    const incoming = { offsetBytes: 0, lengthBytes: 1000, chunks: breakOff(), areIntact: null };
    const uploadId = path.split("/").at(-1) ?? "";
    const broken = appendToUpload(services(), account as Account, uploadId, incoming).catch(
      (error: Error) => error.message,
    );
    await eventually(async () => ((await append(path, 0, bytes)).status === 423 ? true : null));
    expect((await request("GET", path)).headers.get("upload-offset")).toBe("0");
    const asked = offsetOf(path);
    setTimeout(gate.resolve, 500);
    expect(await asked).toBe(400);
    expect(await broken).toContain("broke off");
    expect((await append(path, 400, bytes.subarray(400))).status).toBe(204);
  });
});
