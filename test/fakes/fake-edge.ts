import { createHash, randomUUID } from "node:crypto";
import type { AddressInfo } from "node:net";
import fastify from "fastify";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { GpuReading } from "#contracts/gpu-readings.ts";
import {
  CompleteRequest,
  EnrolRequest,
  FailRequest,
  HelloRequest,
  LeaseRequest,
  NodeMessage,
  NODE_API_PATH,
  ProgressReport,
  UploadRequest,
} from "#contracts/node-protocol.ts";
import type { ControlMessage } from "#contracts/node-protocol.ts";
import { acceptWebSocket } from "./accept-websocket.ts";
import type { AcceptedWebSocket } from "./accept-websocket.ts";

/** A task as the fake edge knows it; tests read what the node did with it. */
export interface FakeTask {
  readonly taskId: string;
  readonly jobId: string;
  readonly spec: unknown;
  leaseId: string | null;
  epoch: number;
  state: "ready" | "leased" | "lost" | "settled";
  cancel: boolean;
  /** The bytes of the task's inputs, by their place. */
  readonly inputs: Buffer[];
  readonly reports: ProgressReport[];
  readonly outputs: Map<string, Buffer>;
  readonly parts: Map<string, Map<number, Buffer>>;
  readonly uploads: Map<string, UploadRequest>;
  completed: CompleteRequest | null;
  failed: FailRequest | null;
}

export interface FakeEdgeSettings {
  heartbeatSeconds: number;
  leaseSeconds: number;
  progressSeconds: number;
  deadlineSeconds: number;
  maximumOutputBytes: number;
  singleUploadBytes: number;
  partSizeBytes: number;
  /** Absent: an edge that does not take readings. */
  gpuReadingsSeconds?: number;
}

/** What to do to a request instead of serving it: answer with a status, or break the connection. */
export type Fault = number | "break" | undefined;

const plainParameters = {
  seed: 7,
  width: 64,
  height: 64,
  framesPerSecond: 10,
  durationSeconds: 1,
  container: "mp4",
  model: "procedural",
};

/** The node protocol on loopback, as the contract says it, with every decision in the test's hands. */
export class FakeEdge {
  readonly settings: FakeEdgeSettings = {
    heartbeatSeconds: 0.3,
    leaseSeconds: 20,
    progressSeconds: 20,
    deadlineSeconds: 60,
    maximumOutputBytes: 10_000_000,
    singleUploadBytes: 100_000,
    partSizeBytes: 40_000,
  };
  versions = { minimumAgentVersion: "0.1.0", recommendedAgentVersion: "0.1.0" };
  readonly enrolmentTokens = new Set<string>();
  readonly nodeTokens = new Map<string, string>();
  readonly tasks: FakeTask[] = [];
  readonly hellos: HelloRequest[] = [];
  readonly calls: string[] = [];
  pings = 0;
  /** What nodes said of their GPUs, over sockets and with calls for work. */
  readonly toldGpus: { over: "socket" | "lease"; gpus: GpuReading[] }[] = [];
  connections = 0;
  answersPings = true;
  acceptsSockets = true;
  /** Asked for each call, before it is served. */
  fault: (call: string) => Fault = () => undefined;
  /** Asked after a call was served, before its answer is sent. */
  faultAfter: (call: string) => Fault = () => undefined;
  readonly #sockets = new Set<AcceptedWebSocket>();
  readonly #server = fastify({ forceCloseConnections: true, bodyLimit: 64 * 1024 * 1024 });
  #url = "";

  get url(): string {
    return this.#url;
  }

  async start(): Promise<void> {
    const server = this.#server;
    server.addContentTypeParser("*", { parseAs: "buffer" }, (_request, body, done) =>
      done(null, body),
    );
    // Outputs may be JSON too: of those the bytes count.
    server.removeContentTypeParser("application/json");
    server.addContentTypeParser("application/json", { parseAs: "buffer" }, (request, body, done) =>
      done(null, request.method === "PUT" ? body : JSON.parse(body.toString())),
    );
    server.addHook("onRequest", (request, reply, done) => {
      const call = callOf(request);
      this.calls.push(call);
      const fault = this.fault(call);
      if (fault === "break") request.raw.socket.destroy();
      else if (fault !== undefined) void refuse(reply, fault, "fault");
      else if (call !== "POST /enrol" && !this.#knows(request.headers.authorization)) {
        void refuse(reply, 401, "unauthorized");
      } else done();
    });
    server.addHook("onSend", (request, reply, payload, done) => {
      const fault = reply.statusCode < 300 ? this.faultAfter(callOf(request)) : undefined;
      if (fault === "break") request.raw.socket.destroy();
      done(null, payload);
    });
    this.#addNodeRoutes();
    this.#addLeaseRoutes();
    server.server.on("upgrade", (request, socket) => {
      socket.on("error", () => socket.destroy());
      if (!this.acceptsSockets || !this.#knows(request.headers.authorization)) {
        socket.end("HTTP/1.1 503 Service Unavailable\r\nconnection: close\r\n\r\n");
        return;
      }
      this.connections += 1;
      const accepted = acceptWebSocket(request, socket, (text) => {
        if (text !== "ping") {
          const { gpus } = NodeMessage.parse(JSON.parse(text));
          this.toldGpus.push({ over: "socket", gpus });
          return;
        }
        this.pings += 1;
        if (this.answersPings) accepted.send("pong");
      });
      this.#sockets.add(accepted);
      socket.on("close", () => this.#sockets.delete(accepted));
    });
    await server.listen({ host: "127.0.0.1", port: 0 });
    this.#url = `http://127.0.0.1:${(server.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await this.#server.close();
  }

  /** A node that is enrolled already. */
  addNode(): { nodeId: string; nodeToken: string; edgeUrl: string } {
    const nodeId = randomUUID();
    const nodeToken = `node-token-${randomUUID()}`;
    this.nodeTokens.set(nodeToken, nodeId);
    return { nodeId, nodeToken, edgeUrl: this.#url };
  }

  /** A task with images; the children's fixture reads `prompt` as an order. */
  addImageTask(
    prompt: string,
    images: readonly { role: string; contentType: string; bytes: Buffer }[],
    changes: object = {},
  ): FakeTask {
    const inputs = images.map(({ role, contentType, bytes }) => ({
      role,
      assetId: randomUUID(),
      contentType,
      sizeBytes: bytes.length,
      sha256: sha256Of(bytes),
    }));
    const parameters = { ...plainParameters, prompt, ...changes };
    const task = this.addTask(prompt, { kind: "generate-video", parameters, inputs });
    task.inputs.push(...images.map(({ bytes }) => bytes));
    return task;
  }

  /** Puts a task in the queue; `offer` it to have it taken over the socket. */
  addTask(prompt: string, spec?: unknown): FakeTask {
    const parameters = { ...plainParameters, prompt };
    const task: FakeTask = {
      taskId: randomUUID(),
      jobId: randomUUID(),
      spec: spec ?? { kind: "generate-video", parameters },
      leaseId: null,
      epoch: 0,
      state: "ready",
      cancel: false,
      inputs: [],
      reports: [],
      outputs: new Map(),
      parts: new Map(),
      uploads: new Map(),
      completed: null,
      failed: null,
    };
    this.tasks.push(task);
    return task;
  }

  offer(task: FakeTask, slotIndex = 0): void {
    this.control({ type: "offer", taskId: task.taskId, slotIndex });
  }

  control(message: ControlMessage): void {
    for (const socket of this.#sockets) socket.send(JSON.stringify(message));
  }

  breakSockets(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  #knows(authorization: string | undefined): boolean {
    return this.nodeTokens.has((authorization ?? "").replace("Bearer ", ""));
  }

  #addNodeRoutes(): void {
    this.#server.post(`${NODE_API_PATH}/enrol`, (request, reply) => {
      const { enrolmentToken } = EnrolRequest.parse(request.body);
      if (!this.enrolmentTokens.delete(enrolmentToken)) return refuse(reply, 401, "token-used");
      const { nodeId, nodeToken } = this.addNode();
      return { nodeId, nodeToken };
    });
    this.#server.post(`${NODE_API_PATH}/hello`, (request) => {
      const hello = HelloRequest.parse(request.body);
      this.hellos.push(hello);
      const held = new Set(
        this.tasks.filter((task) => task.state === "leased").map((task) => task.leaseId),
      );
      const lostLeaseIds = hello.leaseIds.filter((leaseId) => !held.has(leaseId));
      const { heartbeatSeconds, leaseSeconds, gpuReadingsSeconds } = this.settings;
      const terms = { heartbeatSeconds, leaseSeconds, gpuReadingsSeconds };
      return { ...this.versions, state: "active", lostLeaseIds, ...terms };
    });
    this.#server.post(`${NODE_API_PATH}/leases`, async (request, reply) => {
      const { slotIndex, waitSeconds, gpus } = LeaseRequest.parse(request.body);
      if (gpus) this.toldGpus.push({ over: "lease", gpus });
      const end = performance.now() + waitSeconds * 1000;
      let task = this.#nextTask();
      while (task === undefined && performance.now() < end && !request.raw.destroyed) {
        await new Promise((resolve) => setTimeout(resolve, 25));
        task = this.#nextTask();
      }
      if (task === undefined) return reply.code(204).send();
      task.state = "leased";
      task.epoch += 1;
      task.leaseId = randomUUID();
      const { heartbeatSeconds: _, ...terms } = this.settings;
      const { leaseId, jobId, epoch, spec } = task;
      return {
        ...this.versions,
        ...terms,
        leaseId,
        taskId: task.taskId,
        jobId,
        epoch,
        slotIndex,
        spec,
      };
    });
  }

  #nextTask(): FakeTask | undefined {
    return this.tasks.find((task) => task.state === "ready");
  }

  #addLeaseRoutes(): void {
    this.#leaseRoute("POST", "/progress", (task, request) => {
      task.reports.push(ProgressReport.parse(request.body));
      return { ...this.versions, cancel: task.cancel };
    });
    this.#leaseRoute("GET", "/inputs/:index", (task, request, reply) => {
      const bytes = task.inputs[Number(request.params.index)];
      if (bytes === undefined) return refuse(reply, 404, "no-such-input");
      return reply.type("application/octet-stream").send(bytes);
    });
    this.#leaseRoute("PUT", "/outputs/:name", (task, request, reply) => {
      const bytes = checkedBytes(request);
      if (bytes === null) return refuse(reply, 400, "digest-differs");
      task.outputs.set(request.params.name, bytes);
      return receipt(request.params.name, bytes);
    });
    this.#leaseRoute("POST", "/outputs/:name/upload", (task, request) => {
      const { name } = request.params;
      const upload = UploadRequest.parse(request.body);
      task.uploads.set(name, upload);
      const { partSizeBytes } = this.settings;
      const receivedParts = [...(task.parts.get(name)?.keys() ?? [])];
      return {
        partSizeBytes,
        partCount: Math.ceil(upload.sizeBytes / partSizeBytes),
        receivedParts,
      };
    });
    this.#leaseRoute("PUT", "/outputs/:name/upload/:partNumber", (task, request, reply) => {
      const { name, partNumber } = request.params;
      const bytes = checkedBytes(request);
      if (bytes === null) return refuse(reply, 400, "digest-differs");
      const parts = task.parts.get(name) ?? new Map<number, Buffer>();
      task.parts.set(name, parts.set(Number(partNumber), bytes));
      return reply.code(204).send();
    });
    this.#leaseRoute("POST", "/outputs/:name/upload/complete", (task, request) => {
      const { name } = request.params;
      const parts = [...(task.parts.get(name) ?? [])].sort(([left], [right]) => left - right);
      const bytes = Buffer.concat(parts.map(([, part]) => part));
      task.outputs.set(name, bytes);
      return receipt(name, bytes);
    });
    this.#leaseRoute("POST", "/complete", (task, request) => {
      task.completed = CompleteRequest.parse(request.body);
      task.state = "settled";
      return { taskState: "done" };
    });
    this.#leaseRoute("POST", "/fail", (task, request) => {
      task.failed = FailRequest.parse(request.body);
      task.state = "settled";
      return { taskState: task.failed.reason === "cancelled" ? "cancelled" : "ready" };
    });
  }

  #leaseRoute(
    method: "GET" | "POST" | "PUT",
    path: string,
    serve: (task: FakeTask, request: LeaseHttpRequest, reply: FastifyReply) => unknown,
  ): void {
    this.#server.route<{ Params: LeaseParameters }>({
      method,
      url: `${NODE_API_PATH}/leases/:leaseId${path}`,
      handler: async (request, reply) => {
        const task = this.tasks.find((candidate) => candidate.leaseId === request.params.leaseId);
        const settles = path === "/complete" || path === "/fail";
        const current = task?.state === "leased" || (settles && task?.state === "settled");
        if (task === undefined || !current) return refuse(reply, 409, "lease-lost");
        return serve(task, request, reply);
      },
    });
  }
}

interface LeaseParameters {
  leaseId: string;
  name: string;
  partNumber: string;
  index: string;
}
type LeaseHttpRequest = FastifyRequest<{ Params: LeaseParameters }>;

/** Method and path below the protocol's root, with lease ids left out. */
function callOf(request: FastifyRequest): string {
  const path = request.url.replace(NODE_API_PATH, "").replace(/\/leases\/[^/]+/, "/leases/*");
  return `${request.method} ${path}`;
}

function refuse(reply: FastifyReply, status: number, code: string): FastifyReply {
  return reply.code(status).send({ code, message: `refused by the fake edge: ${code}` });
}

function checkedBytes(request: FastifyRequest): Buffer | null {
  const bytes = request.body as Buffer;
  const lengthFits = Number(request.headers["content-length"]) === bytes.length;
  return lengthFits && sha256Of(bytes) === request.headers["x-content-sha256"] ? bytes : null;
}

function receipt(name: string, bytes: Buffer) {
  return { name, sizeBytes: bytes.length, sha256: sha256Of(bytes) };
}

/** Lower-case hexadecimal. */
function sha256Of(bytes: Buffer): string {
  return createHash("sha256").update(bytes).digest("hex");
}
