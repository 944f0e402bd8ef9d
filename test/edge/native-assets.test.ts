import { runInDurableObject } from "cloudflare:test";
import { beforeAll, describe, expect, it } from "vitest";
import { MAXIMUM_UPLOAD_BYTES, PART_SIZE_BYTES } from "#contracts/limits.ts";
import { composeServices } from "../../edge/composition.ts";
import { AssetView } from "../../edge/dialects/native/views.ts";
import { sweep } from "../../edge/domain/sweep/sweep.ts";
import {
  bindings,
  call,
  callJson,
  createCustomer,
  eventually,
  poolStub,
  sha256,
} from "./edge-client.ts";

let customer: Awaited<ReturnType<typeof createCustomer>>;
beforeAll(async () => {
  customer = await createCustomer();
});

/** Bytes that tell a shifted or repeated part from a right one. */
function someBytes(length: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  for (let index = 0; index < length; index += 1) bytes[index] = (index * 31 + (index >> 12)) & 255;
  return bytes;
}

async function upload(
  bytes: Uint8Array,
  path = "/api/v2/assets?name=clip.mp4",
  credential = customer.apiKey,
) {
  const answer = await callJson(201, "POST", path, {
    credential,
    body: bytes,
    headers: { "content-type": "video/mp4", "content-length": String(bytes.byteLength) },
  });
  return AssetView.parse(answer);
}

function uploadForm(form: FormData, credential = customer.apiKey): Promise<Response> {
  const encoded = new Response(form);
  return encoded.bytes().then((body) =>
    call("POST", "/api/v2/assets", {
      credential,
      body,
      headers: {
        "content-type": encoded.headers.get("content-type") ?? "",
        "content-length": String(body.byteLength),
      },
    }),
  );
}

async function objectKeys(accountId: string): Promise<string[]> {
  const { objects } = await bindings.MEDIA.list({ prefix: `inputs/${accountId}/` });
  return objects.map((object) => object.key);
}

describe("uploads", () => {
  it("stores a raw body and serves it with Range, as an attachment", async () => {
    const bytes = someBytes(100_000);
    const asset = await upload(bytes);
    expect(asset).toMatchObject({
      name: "clip.mp4",
      contentType: "video/mp4",
      sizeBytes: bytes.byteLength,
      sha256: await sha256(bytes),
      jobId: null,
    });
    const path = `/api/v2/assets/${asset.id}`;
    const { apiKey: credential } = customer;
    expect(await callJson(200, "GET", path, { credential })).toEqual(asset);
    const content = await call("GET", `${path}/content`, { credential });
    expect(content.headers.get("content-disposition")).toMatch(/^attachment; filename="clip.mp4";/);
    expect(content.headers.get("x-content-type-options")).toBe("nosniff");
    expect(await sha256(await content.bytes())).toBe(asset.sha256);
    const headers = { range: "bytes=10-19" };
    const part = await call("GET", `${path}/content`, { credential, headers });
    expect(part.status).toBe(206);
    expect(await part.bytes()).toEqual(bytes.slice(10, 20));
  });

  it("stores the one file of a form, also when it takes several parts", async () => {
    const bytes = someBytes(2 * PART_SIZE_BYTES + 12_345);
    const form = new FormData();
    form.set("comment", "before the file");
    form.set("file", new File([bytes], "../träumerei 夢\u202e.wav", { type: "audio/wav" }));
    const answer = await uploadForm(form);
    expect(answer.status).toBe(201);
    const asset = AssetView.parse(await answer.json());
    expect(asset).toMatchObject({
      name: "träumerei 夢.wav",
      contentType: "audio/wav",
      sizeBytes: bytes.byteLength,
      sha256: await sha256(bytes),
    });
    const content = await call("GET", `/api/v2/assets/${asset.id}/content`, {
      credential: customer.apiKey,
    });
    expect(await sha256(await content.bytes())).toBe(asset.sha256);
  });

  it("refuses what is no upload, and leaves nothing of it behind", async () => {
    const own = await createCustomer();
    const two = new FormData();
    two.set("a", new File(["one"], "one.txt"));
    two.set("b", new File(["two"], "two.txt"));
    const none = new FormData();
    none.set("a", "text");
    const empty = new FormData();
    empty.set("a", new File([], "empty.txt"));
    for (const form of [two, none, empty]) {
      const answer = await uploadForm(form, own.apiKey);
      expect(answer.status).toBe(400);
      expect(await answer.json()).toMatchObject({ code: "invalid-request" });
    }
    for (const [body, type] of [
      [
        "--x\r\nContent-Disposition: form-data; name=a; filename=b\r\n\r\ncut",
        "multipart/form-data; boundary=x",
      ],
      ["no boundary", "multipart/form-data"],
      ["not a form", "multipart/form-data; boundary=x"],
    ] as const) {
      const answer = await call("POST", "/api/v2/assets", {
        credential: own.apiKey,
        body,
        headers: { "content-type": type, "content-length": String(body.length) },
      });
      expect(answer.status).toBe(400);
      await answer.text();
    }
    expect(await objectKeys(own.id)).toEqual([]);
    const open = await bindings.DB.prepare("SELECT COUNT(*) AS n FROM asset_uploads").first("n");
    expect(open).toBe(0);
  });

  it("refuses a request that is larger than one may be", async () => {
    const answer = await call("POST", "/api/v2/assets", {
      credential: customer.apiKey,
      body: new Uint8Array(MAXIMUM_UPLOAD_BYTES + 1),
      headers: { "content-length": String(MAXIMUM_UPLOAD_BYTES + 1) },
    });
    expect(answer.status).toBe(413);
    expect(await answer.json()).toMatchObject({ code: "payload-too-large" });
  });

  it("takes no more than the account's storage holds, however many come at once", async () => {
    const own = await createCustomer({ limits: { maximumStorageBytes: 2500 } });
    const answers = await Promise.all(
      Array.from({ length: 6 }, () =>
        call("POST", "/api/v2/assets", {
          credential: own.apiKey,
          body: someBytes(1000),
          headers: { "content-length": "1000" },
        }),
      ),
    );
    const statuses = answers.map((answer) => answer.status);
    await Promise.all(answers.map((answer) => answer.text()));
    expect(statuses.toSorted((a, b) => a - b)).toEqual([201, 201, 403, 403, 403, 403]);
    const form = new FormData();
    form.set("file", new File([someBytes(300_000)], "large.bin"));
    const refused = await uploadForm(form, own.apiKey);
    expect(refused.status).toBe(403);
    expect(await refused.json()).toMatchObject({ code: "storage-full" });
    expect(await objectKeys(own.id)).toHaveLength(2);
    const path = `/api/v2/accounts/${own.id}`;
    const credential = bindings.OPERATOR_TOKEN;
    expect(await callJson(200, "GET", path, { credential })).toMatchObject({
      usedStorageBytes: 2000,
    });
  });
});

describe("assets", () => {
  it("are listed in pages, deleted with their bytes, and nobody else's", async () => {
    const own = await createCustomer();
    const credential = own.apiKey;
    const made: AssetView[] = [];
    for (const size of [10, 20, 30]) {
      made.unshift(await upload(someBytes(size), "/api/v2/assets", credential));
    }
    type Page = { items: AssetView[]; nextCursor: string | null };
    const list = (query = "") =>
      callJson<Page>(200, "GET", `/api/v2/assets?${query}`, { credential });
    const first = await list("limit=2");
    expect(first.items).toEqual(made.slice(0, 2));
    const second = await list(`limit=2&cursor=${first.nextCursor}`);
    expect(second).toEqual({ items: made.slice(2), nextCursor: null });
    const path = `/api/v2/assets/${made[0]!.id}`;
    for (const foreign of [path, `${path}/content`]) {
      await callJson(404, "GET", foreign, { credential: customer.apiKey });
    }
    await callJson(404, "DELETE", path, { credential: customer.apiKey });
    await callJson(204, "DELETE", path, { credential });
    for (const gone of [path, `${path}/content`]) await callJson(404, "GET", gone, { credential });
    await callJson(404, "DELETE", path, { credential });
    await eventually(async () => (await objectKeys(own.id)).length === 2 || null);
    expect((await list()).items).toEqual(made.slice(1));
  });

  it("leave nothing behind when their deletion or upload was cut off", async () => {
    const own = await createCustomer();
    const asset = await upload(someBytes(10), "/api/v2/assets", own.apiKey);
    const orphan = `inputs/${own.id}/orphan`;
    await bindings.MEDIA.put(orphan, "half an upload");
    await bindings.DB.batch([
      bindings.DB.prepare("UPDATE assets SET deleted_at = 1 WHERE id = ?").bind(asset.id),
      bindings.DB.prepare(
        "INSERT INTO asset_uploads (id, account_id, object_key, size_bytes, created_at, expires_at) VALUES ('u', ?, ?, 14, 1, 2)",
      ).bind(own.id, orphan),
    ]);
    expect(await objectKeys(own.id)).toHaveLength(2);
    await runInDurableObject(poolStub(), async (_, state) => {
      await sweep(composeServices(bindings, (work) => state.waitUntil(work)));
    });
    expect(await objectKeys(own.id)).toEqual([]);
    const rows = await bindings.DB.prepare(
      "SELECT (SELECT COUNT(*) FROM asset_uploads) + (SELECT COUNT(*) FROM assets WHERE deleted_at IS NOT NULL AND bytes_deleted_at IS NULL) AS n",
    ).first("n");
    expect(rows).toBe(0);
  });
});
