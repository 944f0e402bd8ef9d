import { beforeAll, expect, test } from "vitest";
import { call, submitRender, subscribe } from "../edge/edge-client.ts";
import { compareShape } from "../documents/compare-shape.ts";
import errorNotification from "../fixtures/documents/render-video/error-notification.json" with { type: "json" };
import errorResponse from "../fixtures/documents/render-video/error-response.json" with { type: "json" };
import request from "../fixtures/documents/render-video/request.json" with { type: "json" };
import response from "../fixtures/documents/render-video/response.json" with { type: "json" };
import { renderVideo } from "./dialects/render-video.ts";
import { createWorld, takeLeaseOf, type World } from "./harness/world.ts";

let world: World;
beforeAll(async () => {
  world = await createWorld();
});

test("a job that fails is told to a listener in the document's shape", async () => {
  const { apiKey } = world.owner;
  const listener = await subscribe(apiKey);
  const jobId = await submitRender(apiKey);
  const lease = await takeLeaseOf(world.node, jobId);
  const message = "There was an error rendering your video.";
  const failure = { reason: "error", code: "broken", message, retryable: false };
  await (await world.node.fail(lease, failure)).text();
  const told = await listener.next((one) => one["job_id"] === jobId);
  expect(compareShape(errorNotification, told, { extra: ["seq"] })).toEqual([]);
  expect(told).toMatchObject({ ...errorNotification, job_id: jobId });
  listener.socket.close(1000);
});

test("the document's examples themselves fit what the suite takes for the dialect", async () => {
  expect(renderVideo.errorBody.safeParse(errorResponse).success).toBe(true);
  const answer = await call("POST", "/api/v1/render-video", {
    credential: world.owner.apiKey,
    body: request,
  });
  expect(compareShape(response, await answer.json())).toEqual([]);
});
