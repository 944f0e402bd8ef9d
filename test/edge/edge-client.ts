import { env } from "cloudflare:test";
import { exports } from "cloudflare:workers";
import { CompleteRequest, Lease, type ProgressReport } from "#contracts/node-protocol.ts";
import type { Env } from "../../edge/composition.ts";
import { DEFAULT_POOL } from "../../edge/domain/dispatch/pool-name.ts";

export const ORIGIN = "https://edge.test";
export const bindings = env as unknown as Env & { OPERATOR_TOKEN: string };

const worker = (exports as unknown as { default: Fetcher }).default;

/** Sends one request to the Worker. A body that is an object goes as JSON. */
export function call(
  method: string,
  path: string,
  options: { credential?: string; body?: unknown; headers?: Record<string, string> } = {},
): Promise<Response> {
  const headers = new Headers(options.headers);
  if (options.credential !== undefined) {
    headers.set("authorization", `Bearer ${options.credential}`);
  }
  const raw = options.body instanceof Uint8Array || typeof options.body === "string";
  if (options.body !== undefined && !raw) headers.set("content-type", "application/json");
  return worker.fetch(new URL(path, ORIGIN), {
    method,
    headers,
    ...(options.body !== undefined && {
      body: raw ? (options.body as string | Uint8Array<ArrayBuffer>) : JSON.stringify(options.body),
    }),
  });
}

/** The JSON of an answer that must have this status. */
export async function callJson<Body = Record<string, unknown>>(
  expectedStatus: number,
  ...request: Parameters<typeof call>
): Promise<Body> {
  const answer = await call(...request);
  const text = await answer.text();
  if (answer.status !== expectedStatus) {
    throw new Error(`${request[0]} ${request[1]}: ${answer.status} ${text}`);
  }
  return (text === "" ? null : JSON.parse(text)) as Body;
}

/** A new account with an API key. */
export async function createCustomer(account: object = {}) {
  const credential = bindings.OPERATOR_TOKEN;
  const body = { name: "customer", ...account };
  const { id } = await callJson<{ id: string }>(201, "POST", "/api/v2/accounts", {
    credential,
    body,
  });
  const path = `/api/v2/accounts/${id}/keys`;
  const key = await callJson<{ id: string; apiKey: string }>(201, "POST", path, {
    credential,
    body: { name: "key" },
  });
  return { id, keyId: key.id, apiKey: key.apiKey };
}

export const RENDER_REQUEST = {
  prompt: "A red boat on a calm lake at dawn",
  resolution: "720p",
  duration: 2,
  format: "mp4",
};

/** Submits a render-video job and answers its id. */
export async function submitRender(apiKey: string, change: object = {}): Promise<string> {
  const answer = await callJson<{ job_id: string }>(200, "POST", "/api/v1/render-video", {
    credential: apiKey,
    body: { ...RENDER_REQUEST, ...change },
  });
  return answer.job_id;
}

/**
 * An enrolled node that speaks the node protocol and works as the test tells it; `proved` is what
 * it has beside the usual capabilities, or in their place. Without a pool it is in the default one.
 */
export async function enrolNode(name = "node", slots = 1, proved: object = {}, pool?: string) {
  const { enrolmentToken } = await callJson<{ enrolmentToken: string }>(
    201,
    "POST",
    "/api/v2/nodes/enrolment-tokens",
    { credential: bindings.OPERATOR_TOKEN, body: { name, pool } },
  );
  const { nodeId, nodeToken: credential } = await callJson<{ nodeId: string; nodeToken: string }>(
    201,
    "POST",
    "/node/v1/enrol",
    { body: { enrolmentToken, name, agentVersion: "0.1.0" } },
  );
  const leasePath = (lease: Lease) => `/node/v1/leases/${lease.leaseId}`;
  const node = {
    nodeId,
    credential,
    enrolmentToken,
    hello: (leaseIds: string[] = [], instanceId = crypto.randomUUID()) =>
      callJson<{ lostLeaseIds: string[] }>(200, "POST", "/node/v1/hello", {
        credential,
        body: {
          instanceId,
          agentVersion: "0.1.0",
          leaseIds,
          draining: false,
          capabilities: { ...capabilities(slots), ...proved },
        },
      }),
    /** Opens the control socket. */
    async connect() {
      const headers = { upgrade: "websocket" };
      const { webSocket: socket } = await call("GET", "/node/v1/connect", { credential, headers });
      if (!socket) throw new Error("no control socket");
      return { socket, ...collectMessages(socket) };
    },
    async take(slotIndex = 0, waitSeconds = 0): Promise<Lease | null> {
      const body = { slotIndex, waitSeconds };
      const answer = await call("POST", "/node/v1/leases", { credential, body });
      if (answer.status === 204) return null;
      return Lease.parse(await answer.json());
    },
    report: (lease: Lease, report: Partial<ProgressReport> = {}) =>
      call("POST", `${leasePath(lease)}/progress`, {
        credential,
        body: { reportNumber: 1, stage: "generating", percent: 10, ...report },
      }),
    upload: async (lease: Lease, name: string, bytes: Uint8Array, contentType: string) =>
      call("PUT", `${leasePath(lease)}/outputs/${name}`, {
        credential,
        body: bytes,
        headers: {
          "content-type": contentType,
          "content-length": String(bytes.byteLength),
          "x-content-sha256": await sha256(bytes),
        },
      }),
    /** Uploads the video as one part of a whole that is said to have this digest. */
    async uploadPart(lease: Lease, bytes: Uint8Array, wholeSha256: string): Promise<Response> {
      const path = `${leasePath(lease)}/outputs/video/upload`;
      const whole = {
        contentType: "video/mp4",
        sizeBytes: bytes.byteLength,
        sha256: wholeSha256,
      };
      await callJson(200, "POST", path, { credential, body: whole });
      const part = await call("PUT", `${path}/1`, {
        credential,
        body: bytes,
        headers: {
          "content-length": String(bytes.byteLength),
          "x-content-sha256": await sha256(bytes),
        },
      });
      if (part.status !== 204) throw new Error(`${part.status}: ${await part.text()}`);
      return call("POST", `${path}/complete`, { credential, body: {} });
    },
    complete: async (lease: Lease, outputs: Record<string, Uint8Array>) =>
      call("POST", `${leasePath(lease)}/complete`, {
        credential,
        body: CompleteRequest.parse({
          result: { model: "procedural", renderMilliseconds: 1000, media: MEDIA },
          outputs: await Promise.all(
            Object.entries(outputs).map(async ([name, bytes]) => ({
              name,
              sizeBytes: bytes.byteLength,
              sha256: await sha256(bytes),
            })),
          ),
        }),
      }),
    fail: (lease: Lease, body: object) =>
      call("POST", `${leasePath(lease)}/fail`, { credential, body }),
    /** Does the whole task: uploads both outputs and completes. */
    async work(lease: Lease, video: Uint8Array = VIDEO): Promise<Response> {
      await (await node.upload(lease, "video", video, "video/mp4")).text();
      await (await node.upload(lease, "thumbnail", THUMBNAIL, "image/png")).text();
      return node.complete(lease, { video, thumbnail: THUMBNAIL });
    },
  };
  return node;
}

export const VIDEO = new TextEncoder().encode("these bytes stand for a video of 1000 frames");
const THUMBNAIL = new TextEncoder().encode("these bytes stand for a picture");

const MEDIA = {
  container: "mp4",
  videoCodec: "h264",
  width: 1280,
  height: 720,
  durationSeconds: 2,
  framesPerSecond: 30,
  hasAudio: false,
};

/** Asks until `read` answers something that is not null. */
export async function eventually<Value>(
  read: () => Promise<Value | null>,
  tries = 200,
): Promise<Value> {
  for (let attempt = 0; attempt < tries; attempt += 1) {
    const value = await read();
    if (value !== null) return value;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error("it did not happen in time");
}

/** The stub of the pool that all accounts and nodes of the tests are in. */
export const poolStub = () => bindings.POOL.get(bindings.POOL.idFromName(DEFAULT_POOL));

/** Collects the messages of a socket; `next` waits for the first one that fits. */
export function collectMessages(socket: WebSocket) {
  const messages: Record<string, unknown>[] = [];
  const closes: { code: number; reason: string }[] = [];
  socket.addEventListener("message", (event) => {
    messages.push(JSON.parse(event.data as string) as Record<string, unknown>);
  });
  socket.addEventListener("close", ({ code, reason }) => {
    closes.push({ code, reason });
  });
  socket.accept();
  return {
    messages,
    closes,
    next: (fits: (message: Record<string, unknown>) => boolean) =>
      eventually(() => Promise.resolve(messages.find(fits) ?? null)),
    closed: () => eventually(() => Promise.resolve(closes[0] ?? null)),
  };
}

/** Opens `/notifications` and subscribes. */
export async function subscribe(apiKey: string, options: object = {}) {
  const answer = await call("GET", "/notifications", { headers: { upgrade: "websocket" } });
  const socket = answer.webSocket;
  if (!socket) throw new Error(`no socket: ${answer.status}`);
  const collected = collectMessages(socket);
  socket.send(JSON.stringify({ type: "subscribe", api_key: apiKey, ...options }));
  return { ...collected, socket };
}

export async function sha256(bytes: Uint8Array): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", bytes as Uint8Array<ArrayBuffer>);
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

function capabilities(slots: number) {
  return {
    taskKinds: [
      "generate-video",
      "inspect-template",
      "inspect-audio",
      "render-template",
      "render-scene",
      "assemble-film",
    ],
    models: ["procedural"],
    encoders: [
      { name: "libx264", codec: "h264", hardware: false },
      { name: "libx265", codec: "h265", hardware: false },
      { name: "libvpx-vp9", codec: "vp9", hardware: false },
    ],
    slots: Array.from({ length: slots }, (_, index) => ({
      index,
      kind: "cpu",
      name: "CPU",
      deviceUuid: null,
      memoryMebibytes: 1024,
    })),
    driverVersion: null,
    cpuCores: 4,
    memoryMebibytes: 4096,
  };
}
