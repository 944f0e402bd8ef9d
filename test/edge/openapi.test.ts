import { describe, expect, it } from "vitest";
import { createApp } from "../../edge/app.ts";
import { listRoutes } from "../../edge/http/openapi-document.ts";
import { call, callJson } from "./edge-client.ts";

type Operation = {
  operationId: string;
  summary: string;
  security: Record<string, unknown>[];
  responses: Record<string, { description: string; content?: Record<string, unknown> }>;
};
type Document = {
  openapi: string;
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, unknown>; securitySchemes: Record<string, unknown> };
};

const NODE_PROTOCOL = "/node/v1/";
const readDocument = () => callJson<Document>(200, "GET", "/openapi.json");
const routes = () =>
  listRoutes(
    createApp(() => {
      throw new Error("no request is made");
    }),
  ).filter((route) => !route.path.startsWith(NODE_PROTOCOL));

describe("the OpenAPI document", () => {
  it("has every route of the router, and no other", async () => {
    const undescribed = routes().filter((route) => route.description === undefined);
    expect(undescribed).toEqual([]);
    const described = routes().filter((route) => route.description !== "hidden");
    const { paths } = await readDocument();
    const documented = Object.entries(paths).flatMap(([path, item]) =>
      Object.keys(item).map((method) => `${method.toUpperCase()} ${path}`),
    );
    expect(documented.length).toBeGreaterThan(30);
    expect(documented.toSorted()).toEqual(
      described.map(({ method, path }) => `${method} ${path}`).toSorted(),
    );
  });

  it("hides only what the pages themselves are made of", () => {
    const hidden = routes().filter((route) => route.description === "hidden");
    expect(hidden.map((route) => route.path)).toEqual([
      "/pages/{file}",
      "/studio",
      "/video-monitor",
      "/AIStudio/video-monitor",
      "/video-monitor/state",
      "/video-monitor/logs/{jobId}",
      "/video-monitor/media/{jobId}",
      "/video-monitor/stills/{jobId}",
      "/api/v1/docs",
      "/api/v1/docs/reference.js",
      "/api/v1/docs/reference.css",
    ]);
  });

  it("names schemes, schemas and operations that exist, each operation once", async () => {
    const document = await readDocument();
    expect(document.openapi).toMatch(/^3\.1\./);
    const operations = Object.values(document.paths).flatMap((item) => Object.values(item));
    const ids = operations.map((operation) => operation.operationId);
    expect(new Set(ids).size).toBe(ids.length);
    for (const operation of operations) {
      expect(operation.summary).not.toBe("");
      for (const scheme of operation.security.flatMap((one) => Object.keys(one))) {
        expect(document.components.securitySchemes).toHaveProperty(scheme);
      }
    }
    const references = [...JSON.stringify(document).matchAll(/"#\/components\/schemas\/(\w+)"/g)];
    expect(references.length).toBeGreaterThan(20);
    for (const [, name] of references) expect(document.components.schemas).toHaveProperty(name!);
  });

  it("asks for a credential exactly where a route refuses a request without one", async () => {
    const { paths } = await readDocument();
    for (const [path, item] of Object.entries(paths)) {
      for (const [method, operation] of Object.entries(item)) {
        if (path === "/notifications") continue;
        const real = path
          .replace("{action}", "pause")
          .replaceAll(/\{\w+\}/g, "0193c0de-0000-7000-8000-00000000beef");
        const answer = await call(method.toUpperCase(), real);
        const text = await answer.text();
        // Document 004 tells a missing key from a wrong one.
        const isKeyMissing = answer.status === 400 && text.includes("API_KEY header is missing");
        const refused = answer.status === 401 || isKeyMissing;
        expect({ path, method, refused }).toEqual({
          path,
          method,
          refused: operation.security.length > 0,
        });
        if (refused) expect(Object.keys(operation.responses)).toContain("401");
      }
    }
  });
});

describe("the API reference", () => {
  it("loads nothing from elsewhere and nothing inline", async () => {
    const answer = await call("GET", "/api/v1/docs");
    const policy = answer.headers.get("content-security-policy") ?? "";
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toContain("unsafe");
    const page = await answer.text();
    expect(page).not.toMatch(/<script(?![^>]*\ssrc="\/api\/v1\/docs\/)/);
    expect(page).not.toMatch(/\son\w+=|<style|\sstyle=/);
    const loaded = [...page.matchAll(/<(?:script|link|img)[^>]*\s(?:src|href)="([^"]*)"/g)];
    expect(new Set(loaded.map((match) => match[1]))).toEqual(
      new Set(["/api/v1/docs/reference.css", "/api/v1/docs/reference.js", "data:,"]),
    );
    for (const [, path] of loaded) {
      if (path!.startsWith("data:")) continue;
      const file = await call("GET", path!);
      expect(file.status).toBe(200);
      expect(await file.text()).not.toMatch(/https?:\/\//);
    }
  });

  it("shows every operation of the document", async () => {
    const page = await (await call("GET", "/api/v1/docs")).text();
    const { paths } = await readDocument();
    for (const item of Object.values(paths)) {
      for (const { operationId } of Object.values(item)) {
        expect(page).toContain(`<article id="${operationId}"`);
      }
    }
  });
});
