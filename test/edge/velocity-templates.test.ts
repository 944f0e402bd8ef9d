import { beforeAll, describe, expect, it } from "vitest";
import { call, callJson, createCustomer, enrolNode } from "./edge-client.ts";
import {
  AUDIO_BYTES,
  createRender,
  failLease,
  inspect,
  PNG_BYTES,
  readyTemplate,
  takeLease,
  UNKNOWN,
  uploadTemplate,
  velocity,
  ZIP_BYTES,
} from "./velocity-client.ts";

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;

let node: Awaited<ReturnType<typeof enrolNode>>;
beforeAll(async () => {
  node = await enrolNode();
  await node.hello();
});

describe("a template", () => {
  it("is uploaded, inspected, listed, downloaded and deleted", async () => {
    const client = velocity(await createCustomer());
    const uploaded = await client.upload<{ templateId: string }>(200, "/Template/upload", {
      bytes: ZIP_BYTES,
      name: "Product Promo.zip",
    });
    expect(uploaded).toEqual({ status: "uploaded", templateId: uploaded.templateId });
    const { templateId } = uploaded;
    const status = `/template/${templateId}/status`;
    const pending = await client.json(200, "GET", status);
    expect(pending).toEqual({
      jobId: templateId,
      templateId,
      templateName: "Product Promo",
      status: "pending",
      createdAt: expect.stringMatching(TIME) as string,
      completedAt: null,
      reason: null,
    });
    expect(await client.json(200, "GET", "/template/active")).toEqual([pending]);
    expect(await client.json(200, "GET", "/template/all")).toEqual([]);
    expect(await client.json(200, "GET", "/template/history")).toEqual([]);

    const lease = await takeLease(node, templateId);
    expect(lease.spec).toMatchObject({
      kind: "inspect-template",
      parameters: { name: "Product Promo" },
      inputs: [{ role: "template", contentType: "application/zip", sizeBytes: ZIP_BYTES.length }],
    });
    expect(await client.json(200, "GET", status)).toMatchObject({ status: "processing" });
    await inspect({ ...node, take: () => Promise.resolve(lease) }, templateId);
    const done = await client.json(200, "GET", `/TEMPLATE/${templateId}/status`);
    expect(done).toEqual({
      ...pending,
      status: "completed",
      completedAt: expect.stringMatching(TIME) as string,
    });
    expect(await client.json(200, "GET", "/template/all")).toEqual([
      {
        id: templateId,
        name: "Product Promo",
        sizeBytes: ZIP_BYTES.length,
        createdAt: pending["createdAt"],
      },
    ]);
    expect(await client.json(200, "GET", "/template/history?status=completed")).toEqual([done]);
    expect(await client.json(200, "GET", "/template/history?status=failed")).toEqual([]);

    const download = await client.send("GET", `/template/${templateId}/download`);
    expect(new Uint8Array(await download.arrayBuffer())).toEqual(ZIP_BYTES);
    expect(download.headers.get("content-type")).toBe("application/zip");
    expect(download.headers.get("content-disposition")).toContain('"Product Promo.zip"');

    const { usedBytes } = await client.json(200, "GET", "/template/storage-status");
    expect(usedBytes).toBeGreaterThan(ZIP_BYTES.length);
    expect(await client.json(200, "DELETE", `/template/${templateId}`)).toEqual({
      message: "Template deleted successfully",
    });
    for (const path of [status, `/template/${templateId}/download`]) {
      await client.json(404, "GET", path);
    }
    await client.json(404, "DELETE", `/template/${templateId}`);
    expect(await client.json(200, "GET", "/template/history")).toEqual([]);
    expect(await client.json(200, "GET", "/template/storage-status")).toEqual({
      quotaMB: 5000,
      usedBytes: 0,
      availableBytes: 5000 * 1024 * 1024,
      usagePercentage: 0,
    });
  });

  it("that a node finds wrong says why, and cannot be rendered", async () => {
    const client = velocity(await createCustomer());
    const templateId = await uploadTemplate(client);
    const render = { templateId, name: "R", encoderConfig: { bitrate: 5_000_000 } };
    expect(await client.json(400, "POST", "/render", render)).toMatchObject({
      message: "The template is still being processed",
    });
    const reason = "Missing required JSON configuration file";
    await failLease(node, await takeLease(node, templateId), reason);
    expect(
      await client.json(200, "GET", "/template/history?status=failed&take=1000"),
    ).toMatchObject([{ templateId, status: "failed", reason }]);
    expect(await client.json(400, "POST", "/render", render)).toMatchObject({
      message: "The template could not be processed",
    });
    await client.json(200, "DELETE", `/template/${templateId}`);
  });

  it("that is still looked at can be deleted, one with active renders cannot", async () => {
    const client = velocity(await createCustomer());
    const waiting = await uploadTemplate(client);
    await client.json(200, "DELETE", `/template/${waiting}`);
    await client.json(404, "GET", `/template/${waiting}/status`);

    const templateId = await readyTemplate(client, node);
    const renderId = await createRender(client, { templateId });
    expect(await client.json(400, "DELETE", `/template/${templateId}`)).toEqual({
      status: 400,
      title: "Bad Request",
      message: "The template has active render jobs. Cancel them first.",
    });
    await client.json(200, "POST", `/render/${renderId}/cancel`);
    await client.json(200, "DELETE", `/template/${templateId}`);
    expect(await client.json(200, "GET", `/render/${renderId}/status`)).toMatchObject({
      templateId,
      templateName: "promo",
      status: "cancelled",
    });
  });

  it("can be made of a file that the account has already", async () => {
    const customer = await createCustomer();
    const client = velocity(customer);
    const { id: uploadId } = await callJson<{ id: string }>(
      201,
      "POST",
      "/api/v2/assets?name=a.zip",
      {
        credential: customer.apiKey,
        headers: { "content-type": "application/zip", "content-length": String(ZIP_BYTES.length) },
        body: ZIP_BYTES,
      },
    );
    type Made = { templateId: string };
    const first = await client.json<Made>(200, "POST", "/template/upload", { uploadId });
    const second = await client.json<Made>(200, "POST", "/template/upload", {
      uploadId,
      name: "B",
    });
    expect(await client.json(200, "GET", "/template/active")).toMatchObject([
      { templateName: "B" },
      { templateName: "a" },
    ]);
    // The file stays as long as one of them has it.
    await client.json(200, "DELETE", `/template/${first.templateId}`);
    expect((await client.send("HEAD", `/template/${second.templateId}/download`)).status).toBe(200);
    const stranger = velocity(await createCustomer());
    expect(await stranger.json(400, "POST", "/template/upload", { uploadId })).toMatchObject({
      message: "uploadId names no file of the account.",
    });
    await client.json(200, "DELETE", `/template/${second.templateId}`);
    await callJson(404, "GET", `/api/v2/assets/${uploadId}`, { credential: customer.apiKey });
  });
});

describe("an upload", () => {
  it("is refused when it is no ZIP, has no room, or no file", async () => {
    const client = velocity(await createCustomer({ limits: { maximumStorageBytes: 100 } }));
    const upload = (bytes: Uint8Array<ArrayBuffer>) =>
      client.upload(400, "/template/upload", { bytes, name: "t.zip" });
    expect(await upload(AUDIO_BYTES.wav)).toEqual({
      status: 400,
      title: "Bad Request",
      message: "The file must be a ZIP archive.",
    });
    expect(await upload(ZIP_BYTES)).toMatchObject({
      message: "The account's storage has no room for this file.",
    });
    const nothing = { uploadId: UNKNOWN };
    expect(await client.json(400, "POST", "/template/upload", nothing)).toMatchObject({
      message: "uploadId names no file of the account.",
    });
    expect(await client.json(200, "GET", "/template/storage-status")).toMatchObject({
      usedBytes: 0,
    });
  });

  it("over 2 GB is refused with 413 before it is read", async () => {
    const client = velocity(await createCustomer());
    const answer = await client.send("POST", "/template/upload", new Uint8Array(10), {
      "content-type": "multipart/form-data; boundary=b",
      "content-length": String(2 ** 31 + 1),
    });
    expect([answer.status, await answer.json()]).toMatchObject([
      413,
      { status: 413, title: "Payload Too Large" },
    ]);
  });

  it("with an Idempotency-Key makes one template, and keeps one file", async () => {
    const client = velocity(await createCustomer());
    const key = { "idempotency-key": '"upload-1"' };
    const file = { bytes: ZIP_BYTES, name: "promo.zip" };
    const first = await client.upload(200, "/template/upload", file, key);
    expect(await client.upload(200, "/template/upload", file, key)).toEqual(first);
    expect(await client.json(200, "GET", "/template/storage-status")).toMatchObject({
      usedBytes: ZIP_BYTES.length,
    });
    const other = { ...file, bytes: Uint8Array.from([...ZIP_BYTES, 0]) };
    await client.upload(422, "/template/upload", other, key);
  });
});

describe("the document's errors and words", () => {
  it("stand in status, title and message, at unknown paths too", async () => {
    for (const path of ["/template/all", "/Audio/list", "/RENDER/all", "/Campaign"]) {
      expect(await callJson(401, "GET", path)).toEqual({
        status: 401,
        title: "Unauthorized",
        message: "The credential is missing or not valid.",
      });
    }
    const client = velocity(await createCustomer());
    expect(await client.json(404, "GET", `/template/${UNKNOWN}/status`)).toEqual({
      status: 404,
      title: "Not Found",
      message: "There is no template with this id.",
    });
    expect(await client.json(404, "GET", "/Render/nothing/here")).toMatchObject({ status: 404 });
    expect(await client.json(405, "PUT", "/Template/all")).toMatchObject({
      title: "Method Not Allowed",
    });
    const answer = await call("GET", "/Templates/all");
    expect(await answer.json()).toMatchObject({ error: "not_found" });
  });

  it("read lists by skip and take", async () => {
    const client = velocity(await createCustomer());
    const ids = [];
    for (const name of ["a.zip", "b.zip", "c.zip"]) {
      const id = await uploadTemplate(client, name);
      await inspect(node, id);
      ids.unshift(id);
    }
    const list = async (query: string) =>
      (await client.json<{ jobId: string }[]>(200, "GET", `/template/history?${query}`)).map(
        ({ jobId }) => jobId,
      );
    expect(await list("")).toEqual(ids);
    expect(await list("take=2")).toEqual(ids.slice(0, 2));
    expect(await list("skip=1&take=500")).toEqual(ids.slice(1));
    for (const query of ["take=0", "skip=-1", "take=x", "status=pending"]) {
      await client.json(400, "GET", `/template/history?${query}`);
    }
  });
});

describe("a render's stored request", () => {
  it("makes the same render again, unless a file was written out in it or it is very long", async () => {
    const { apiKey } = await createCustomer();
    const client = velocity({ apiKey });
    const templateId = await readyTemplate(client, node);
    const requestOf = async (renderId: string) => {
      const path = `/api/v2/jobs/${renderId}`;
      const job = await callJson<{ request: object }>(200, "GET", path, { credential: apiKey });
      return job.request as { customizationMap: unknown };
    };
    const customizationMap = [
      { layer: "Title", type: "text", value: "Summer" },
      { layer: "Logo", type: "visible", value: false },
    ];
    const first = await createRender(client, { templateId, customizationMap });
    const request = await requestOf(first);
    const second = await client.json<{ renderId: string }>(200, "POST", "/render", request);
    const specs = [];
    for (const renderId of [first, second.renderId]) {
      const lease = await takeLease(node, renderId);
      specs.push(lease.spec);
      await failLease(node, lease, "Enough.");
    }
    expect(specs[0]).toMatchObject({ parameters: { customizations: customizationMap } });
    expect(specs[1]).toMatchObject({ parameters: { customizations: customizationMap } });

    const url = `data:image/png;base64,${btoa(String.fromCharCode(...PNG_BYTES))}`;
    const long = Array.from({ length: 20 }, () => ({
      layer: "Title",
      type: "text",
      value: "a".repeat(4000),
    }));
    for (const changes of [[{ layer: "Logo", type: "image", url }], long]) {
      const renderId = await createRender(client, { templateId, customizationMap: changes });
      expect((await requestOf(renderId)).customizationMap).toBeNull();
      await client.json(200, "POST", `/render/${renderId}/cancel`);
    }
  });
});
