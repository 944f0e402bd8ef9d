import { randomBytes } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, expect, test } from "vitest";
import { z } from "zod";
import {
  createAccount,
  createEnrolmentToken,
  createKey,
  type OperatorAccess,
} from "../../scripts/local/call-operator.ts";
import { receiveRequests, type Receiver } from "../support/receive-requests.ts";
import { submitRender } from "../../scripts/local/submit-render.ts";
import { closeFleet, type LocalFleet, openFleet } from "./local-fleet.ts";
import { listenToNotifications } from "./notification-listener.ts";
import { readDatabase } from "./read-database.ts";
import { isCompleted, waitForJob } from "./wait-for-job.ts";

const Secrets = z.record(z.string(), z.string());
const Identity = z.looseObject({ nodeToken: z.string() });
const cleanUps: (() => unknown)[] = [];

afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

/** Every secret of the deployment under a name that may be shown when it is found. */
async function collectSecrets(fleet: LocalFleet): Promise<Map<string, string>> {
  const { deployment, stateFolder } = fleet;
  const settings = await readJson(path.join(stateFolder, "secrets.json"), Secrets);
  const identity = await readJson(path.join(stateFolder, "nodes/1/identity.json"), Identity);
  return new Map([
    ...Object.entries(settings),
    ["api key", deployment.apiKey],
    ["other api key", deployment.otherApiKey],
    ["jwt", deployment.jwt],
    ["webhook secret", deployment.webhookSecret],
    ["node token", identity.nodeToken],
  ]);
}

test("no secret reaches a log, an event, an error, a webhook or what the edge stores", async () => {
  const fleet = await openFleet({ nodes: 1 });
  cleanUps.push(() => closeFleet(fleet));
  const { deployment, stateFolder } = fleet;
  const receiver = await receiveRequests(({ url }, response) =>
    url === "/moved" ? response.writeHead(302, { location: "/elsewhere" }).end() : response.end(),
  );
  cleanUps.push(receiver.close);
  const access: OperatorAccess = {
    origin: deployment.origin,
    operatorToken: deployment.operatorToken,
  };
  const shown: string[] = [];
  const listener = listenToNotifications(deployment);
  cleanUps.push(() => listener.close());

  const jobId = await submitRender(deployment, {
    prompt: "a lighthouse at night",
    duration: 1,
    callbackUrl: `${receiver.origin}/hook`,
  });
  const movedId = await submitRender(deployment, {
    prompt: "a bell",
    duration: 1,
    callbackUrl: `${receiver.origin}/moved`,
  });
  await waitForJob(deployment, jobId, isCompleted, 90);
  await waitForJob(deployment, movedId, isCompleted, 90);
  await waitForWebhooks(receiver, 2);
  // A redirect is a failure like any other: it is tried again, and never followed.
  const readMoved = () =>
    readDatabase(
      stateFolder,
      "SELECT state, last_status FROM webhook_deliveries WHERE job_id = ?",
      movedId,
    )[0];
  await expect.poll(readMoved, { timeout: 15_000 }).toEqual({ state: "pending", last_status: 302 });
  expect(new Set(receiver.received.map(({ url }) => url))).toEqual(new Set(["/hook", "/moved"]));

  const secrets = await collectSecrets(fleet);
  const account = await createAccount(access, "canary", { tokens: 0 });
  secrets.set("webhook secret of the new account", account.webhookSecret);
  secrets.set("revoked key", await makeRevokedKey(access, account.id));
  secrets.set("enrolment token", (await createEnrolmentToken(access, "canary")).enrolmentToken);
  // What callers send by mistake is theirs, and as secret.
  for (const name of ["wrong key", "wrong token"]) {
    secrets.set(name, `ff_live_${randomBytes(32).toString("base64url")}`);
  }
  for (const [method, route, body] of requests(jobId)) {
    for (const credential of [null, ...secrets.values()]) {
      shown.push(await ask(deployment.origin, method, route, credential, body));
    }
  }
  for (const key of [deployment.operatorToken, secrets.get("wrong key") ?? ""]) {
    shown.push(await subscribeOnce(deployment.origin, key));
  }

  const places = new Map<string, string>([
    ["answers", shown.join("\n")],
    ["webhooks", JSON.stringify(receiver.received)],
    ["notifications", JSON.stringify(listener.received)],
    ...(await readFolder(path.join(stateFolder, "logs"))),
    ...(await readFolder(path.join(stateFolder, "edge"))),
  ]);
  // The search would find them: what may stand there does.
  for (const place of ["answers", "webhooks", "notifications", "node-1.log"]) {
    expect([place, find(places, jobId).includes(place)]).toEqual([place, true]);
  }
  // A database's latest pages stand in the file beside it.
  expect(find(places, jobId).some((place) => /\.sqlite(?:-wal)?$/.test(place))).toBe(true);
  expect(places.get("edge.log")).toContain("/api/v1/render-video");
  for (const [name, secret] of secrets) {
    expect(secret.length).toBeGreaterThan(30);
    expect([name, find(places, secret)]).toEqual([name, []]);
  }
});

/** Requests of every dialect that succeed, and many that do not. */
function requests(jobId: string): [method: string, route: string, body?: string][] {
  return [
    ["GET", `/api/v1/render-video/${jobId}`],
    ["POST", "/api/v1/render-video", "{"],
    ["POST", "/api/v1/render-video", '{"prompt":5}'],
    ["DELETE", "/api/v1/render-video"],
    ["GET", `/videos/${jobId}.avi`],
    ["GET", `/videos/${jobId}.mp4?signature=x`],
    ["GET", "/api/v2/jobs"],
    ["GET", "/api/v2/accounts"],
    ["GET", "/api/v2/nodes"],
    ["POST", "/api/v2/nodes/enrolment-tokens", '{"pool":5}'],
    ["POST", "/node/v1/hello", "{}"],
    ["POST", "/node/v1/enrol", '{"enrolmentToken":"x"}'],
    ["GET", "/nothing"],
  ];
}

/** Everything that an answer shows: status, headers and body. */
async function ask(
  origin: string,
  method: string,
  route: string,
  credential: string | null,
  body: string | undefined,
): Promise<string> {
  const answer = await fetch(origin + route, {
    method,
    headers: {
      "content-type": "application/json",
      ...(credential !== null && { authorization: `Bearer ${credential}` }),
    },
    ...(body !== undefined && { body }),
  });
  expect(answer.status).toBeLessThan(500);
  return `${answer.status} ${JSON.stringify([...answer.headers])} ${await answer.text()}`;
}

async function subscribeOnce(origin: string, key: string): Promise<string> {
  const socket = new WebSocket(`${origin.replace(/^http/, "ws")}/notifications`);
  const { promise, resolve } = Promise.withResolvers<string>();
  let heard = "";
  socket.addEventListener("open", () =>
    socket.send(JSON.stringify({ type: "subscribe", api_key: key })),
  );
  socket.addEventListener("message", ({ data }) => (heard += String(data)));
  socket.addEventListener("close", ({ reason }) => resolve(heard + reason));
  return promise;
}

async function makeRevokedKey(access: OperatorAccess, accountId: string): Promise<string> {
  const { id, apiKey } = await createKey(access, accountId, "canary");
  const answer = await fetch(`${access.origin}/api/v2/accounts/${accountId}/keys/${id}`, {
    method: "DELETE",
    headers: { authorization: `Bearer ${access.operatorToken}` },
  });
  expect(answer.status).toBe(204);
  return apiKey;
}

async function waitForWebhooks({ received }: Receiver, count: number): Promise<void> {
  for (let wait = 0; received.length < count; wait += 1) {
    if (wait > 300) throw new Error(`only ${received.length} webhooks came`);
    await sleep(100);
  }
  // Recorded only after the receiver has answered.
  await sleep(1000);
}

/** Every file below a folder by its name, byte for byte. */
async function readFolder(folder: string): Promise<[name: string, content: string][]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  return Promise.all(
    files.map(async (file): Promise<[string, string]> => [
      path.relative(folder, path.join(file.parentPath, file.name)),
      await readFile(path.join(file.parentPath, file.name), "latin1"),
    ]),
  );
}

function find(places: ReadonlyMap<string, string>, text: string): string[] {
  return [...places].flatMap(([place, content]) => (content.includes(text) ? [place] : []));
}

async function readJson<Content>(file: string, schema: z.ZodType<Content>): Promise<Content> {
  return schema.parse(JSON.parse(await readFile(file, "utf8")));
}
