import { inspectRoutes } from "hono/dev";
import { expect, test } from "vitest";
import { createApp } from "../../edge/app.ts";
import { call } from "../edge/edge-client.ts";
import { ENTRIES } from "./dialects/index.ts";
import { matchesRoute, readOperations } from "./harness/operations.ts";

const app = createApp(() => {
  throw new Error("no request is served");
});
/** Every route with its method, without what only stands before routes. */
const served = inspectRoutes(app).filter(({ isMiddleware }) => !isMiddleware);
const entryRoutes = ENTRIES.flatMap(({ routes }) => routes);
const write = ({ method, path }: { method: string; path: string }) => `${method} ${path}`;

test("the suite tests exactly the routes that the router serves", () => {
  expect(served.map(write)).toContain("POST /api/v1/render-video");
  expect([...new Set(entryRoutes.map(write))].toSorted()).toEqual(
    [...new Set(served.map(write))].toSorted(),
  );
});

test("no route is served for every method at once", () => {
  expect(served.filter(({ method }) => method === "ALL")).toEqual([]);
});

const openApi = await call("GET", "/openapi.json");
const openApiText = await openApi.text();

test("the OpenAPI document is exactly the public routes", () => {
  expect(openApi.status).toBe(200);
  const operations = readOperations(JSON.parse(openApiText));
  const unknown = operations.filter((one) => !served.some((route) => matchesRoute(one, route)));
  expect(unknown.map(write)).toEqual([]);
  const published = entryRoutes.filter((route) => route.published !== false);
  const missing = published.filter((route) => !operations.some((one) => matchesRoute(one, route)));
  expect(missing.map(write)).toEqual([]);
});

test("an operation is told from its neighbours", () => {
  const action = { method: "POST", path: "/nodes/:id/:action{drain|pause}" };
  const post = (path: string) => ({ method: "POST", path });
  expect(matchesRoute(post("/nodes/{nodeId}/drain"), action)).toBe(true);
  expect(matchesRoute(post("/nodes/{nodeId}/{action}"), action)).toBe(true);
  expect(matchesRoute(post("/nodes/{nodeId}/revoke"), action)).toBe(false);
  expect(matchesRoute(post("/nodes/{nodeId}"), action)).toBe(false);
  expect(matchesRoute({ method: "GET", path: "/nodes/{id}/drain" }, action)).toBe(false);
  expect(matchesRoute(post("/nodes/all/drain"), action)).toBe(false);
  const file = { method: "GET", path: "/videos/:file" };
  expect(matchesRoute({ method: "GET", path: "/videos/{job_id}.mp4" }, file)).toBe(true);
});
