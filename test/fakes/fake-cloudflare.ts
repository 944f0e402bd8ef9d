import { randomUUID } from "node:crypto";
import type { AddressInfo } from "node:net";
import { DatabaseSync } from "node:sqlite";
import fastify from "fastify";
import type { FastifyReply, FastifyRequest } from "fastify";

type Metadata = {
  bindings: { name: string; type: string; text?: string; id?: string }[];
  compatibility_flags: string[];
  limits?: unknown;
};

type Worker = { metadata: Metadata; secrets: Map<string, string>; triggers: string[] };

/**
 * As much of Cloudflare's REST API, on loopback, as wrangler needs for a deployment. What it keeps
 * is real enough to be checked: migrations run in SQLite, bindings and secrets come from uploads.
 */
export class FakeCloudflare {
  readonly accounts = [{ id: "a".repeat(32), name: "Example" }];
  readonly databases = new Map<string, { uuid: string; sql: DatabaseSync }>();
  readonly buckets = new Set<string>();
  /** Each queue with the settings of its consumer, null while it has none. */
  readonly queues = new Map<string, { id: string; consumer: unknown }>();
  readonly workers = new Map<string, Worker>();
  readonly calls: string[] = [];
  /** Asked for each call: a status refuses it. */
  fault: (call: string) => number | undefined = () => undefined;
  readonly #server = fastify({ forceCloseConnections: true, bodyLimit: 64 * 1024 * 1024 });
  #url = "";

  /** What wrangler needs in its environment to talk to this server alone. */
  get environment(): Record<string, string> {
    return {
      CLOUDFLARE_API_BASE_URL: this.#url,
      CLOUDFLARE_API_TOKEN: "fake-token",
      // A chosen account is never written to wrangler's cache.
      CLOUDFLARE_ACCOUNT_ID: this.accounts[0]?.id ?? "",
    };
  }

  /** What was made in the account so far, in this order. */
  made(): string[] {
    return [...this.databases.keys(), ...this.buckets, ...this.queues.keys()];
  }

  async listen(): Promise<void> {
    this.#server.addContentTypeParser(
      "multipart/form-data",
      { parseAs: "buffer" },
      (_, body, done) => done(null, body),
    );
    // Wrangler does not say that what it sends is JSON.
    this.#server.addContentTypeParser("text/plain", { parseAs: "string" }, (_, body, done) =>
      done(null, JSON.parse(String(body))),
    );
    this.#server.addHook("onRequest", async (request, reply) => {
      const call = `${request.method} ${request.url.replace(/\?.*/, "")}`;
      this.calls.push(call);
      const status = this.fault(call);
      if (status !== undefined) await refuse(reply, status, 10_013, "a fault of the test");
    });
    this.#server.setNotFoundHandler((_, reply) => refuse(reply, 404, 10_007, "not found"));
    this.#addAccountRoutes();
    this.#addStorageRoutes();
    this.#addQueueRoutes();
    this.#addWorkerRoutes();
    await this.#server.listen({ host: "127.0.0.1", port: 0 });
    this.#url = `http://127.0.0.1:${(this.#server.server.address() as AddressInfo).port}`;
  }

  close(): Promise<void> {
    for (const { sql } of this.databases.values()) sql.close();
    return this.#server.close();
  }

  #addAccountRoutes(): void {
    this.#server.get("/user/tokens/verify", () => accept({ id: "t", status: "active" }));
    this.#server.get("/user", () => accept({ id: "u", email: "operator@example.com" }));
    this.#server.get("/accounts", () => accept(this.accounts, this.accounts.length));
    this.#server.get("/memberships", () =>
      accept(
        this.accounts.map((account) => ({ id: account.id, account })),
        this.accounts.length,
      ),
    );
  }

  #addStorageRoutes(): void {
    const databases = "/accounts/:account/d1/database";
    this.#server.get(databases, () =>
      accept([...this.databases].map(([name, { uuid }]) => ({ name, uuid }))),
    );
    this.#server.post(databases, (request, reply) => {
      const { name } = request.body as { name: string };
      if (this.databases.has(name)) return refuse(reply, 400, 7502, "name is taken");
      const database = { uuid: randomUUID(), sql: new DatabaseSync(":memory:") };
      this.databases.set(name, database);
      return accept({ name, uuid: database.uuid });
    });
    this.#server.get(`${databases}/:database`, (request, reply) => {
      const found = this.#findDatabase(request);
      if (!found) return refuse(reply, 404, 7404, "The database could not be found");
      return accept({ name: found.name, uuid: found.uuid });
    });
    this.#server.post(`${databases}/:database/query`, (request, reply) => {
      const found = this.#findDatabase(request);
      if (!found) return refuse(reply, 404, 7404, "The database could not be found");
      return accept(runStatements(found.sql, (request.body as { sql: string }).sql));
    });
    const buckets = "/accounts/:account/r2/buckets";
    this.#server.get(`${buckets}/:name`, (request, reply) => {
      const { name } = request.params as { name: string };
      if (!this.buckets.has(name)) return refuse(reply, 404, 10_006, "bucket does not exist");
      return accept({ name, creation_date: "2026-01-01T00:00:00Z", location: "WEUR" });
    });
    this.#server.post(buckets, (request) => {
      this.buckets.add((request.body as { name: string }).name);
      return accept({});
    });
    this.#server.post("/graphql", () => ({ data: { viewer: { accounts: [] } } }));
  }

  #addQueueRoutes(): void {
    const queues = "/accounts/:account/queues";
    this.#server.get(queues, (request) => {
      const wanted = (request.query as { name?: string | string[] }).name ?? [
        ...this.queues.keys(),
      ];
      return accept(
        [wanted].flat().flatMap((name) => {
          const queue = this.queues.get(name);
          return queue ? [describeQueue(name, queue)] : [];
        }),
      );
    });
    this.#server.post(queues, (request, reply) => {
      const { queue_name: name } = request.body as { queue_name: string };
      if (this.queues.has(name)) return refuse(reply, 409, 11_009, "already taken");
      const queue = { id: randomUUID().replaceAll("-", ""), consumer: null };
      this.queues.set(name, queue);
      return accept(describeQueue(name, queue));
    });
    const consumers = `${queues}/:queue/consumers`;
    const saveConsumer = (request: FastifyRequest) => {
      const { queue: id } = request.params as { queue: string };
      const found = [...this.queues.values()].find((queue) => queue.id === id);
      if (found) found.consumer = request.body;
      return accept(request.body);
    };
    this.#server.get(consumers, (request) => {
      const { queue: id } = request.params as { queue: string };
      const found = [...this.queues.values()].find((queue) => queue.id === id);
      return accept(found?.consumer ? [found.consumer] : []);
    });
    this.#server.post(consumers, saveConsumer);
    this.#server.put(`${consumers}/:consumer`, saveConsumer);
  }

  #addWorkerRoutes(): void {
    const scripts = "/accounts/:account/workers/scripts/:worker";
    const withWorker =
      (serve: (worker: Worker, request: FastifyRequest) => unknown) =>
      (request: FastifyRequest, reply: FastifyReply) => {
        const worker = this.workers.get((request.params as { worker: string }).worker);
        return worker ? serve(worker, request) : refuse(reply, 404, 10_007, "no such Worker");
      };
    this.#server.get(
      "/accounts/:account/workers/services/:worker",
      withWorker(() => accept({ default_environment: { script: { tag: "1", tags: [] } } })),
    );
    this.#server.get(
      `${scripts}/secrets`,
      withWorker(({ secrets }) =>
        accept([...secrets.keys()].map((name) => ({ name, type: "secret_text" }))),
      ),
    );
    this.#server.get(
      `${scripts}/settings`,
      withWorker(({ metadata }) => accept(metadata)),
    );
    this.#server.put(scripts, (request) => this.#upload(request));
    this.#server.get("/accounts/:account/workers/subdomain", () =>
      accept({ subdomain: "example" }),
    );
    const addTrigger = withWorker((worker, request) => {
      worker.triggers.push(`${request.url.split("/").at(-1)} ${JSON.stringify(request.body)}`);
      return accept({
        enabled: true,
        previews_enabled: false,
        added: [],
        updated: [],
        conflicting: [],
      });
    });
    const subdomain = "/accounts/:account/workers/workers/:worker";
    const describeWorker = () => accept({ subdomain: { enabled: false, previews_enabled: false } });
    this.#server.get(subdomain, withWorker(describeWorker));
    this.#server.patch(`${scripts}/script-settings`, withWorker(describeWorker));
    this.#server.post(`${scripts}/subdomain`, addTrigger);
    this.#server.put(`${scripts}/schedules`, addTrigger);
    this.#server.post(`${scripts}/domains/changeset`, addTrigger);
    this.#server.put(`${scripts}/domains/records`, addTrigger);
  }

  async #upload(request: FastifyRequest): Promise<unknown> {
    const headers = { "content-type": String(request.headers["content-type"]) };
    const form = await new Response(request.body as Buffer<ArrayBuffer>, { headers }).formData();
    const text = form.get("metadata");
    const metadata = JSON.parse(
      text instanceof Blob ? await text.text() : (text ?? ""),
    ) as Metadata;
    const { worker } = request.params as { worker: string };
    const before = this.workers.get(worker);
    const secrets = new Map(before?.secrets);
    metadata.bindings = metadata.bindings.flatMap((binding) => {
      if (binding.type === "secret_text") secrets.set(binding.name, binding.text ?? "");
      if (binding.type !== "inherit") return [binding];
      if (secrets.has(binding.name)) return [];
      const inherited = before?.metadata.bindings.find(({ name }) => name === binding.name);
      if (!inherited) throw new Error(`nothing to inherit for ${binding.name}`);
      return [inherited];
    });
    this.workers.set(worker, { metadata, secrets, triggers: [] });
    return accept({ id: worker, etag: "e", deployment_id: randomUUID().replaceAll("-", "") });
  }

  #findDatabase(request: FastifyRequest) {
    const { database: wanted } = request.params as { database: string };
    for (const [name, database] of this.databases) {
      if (wanted === name || wanted === database.uuid) return { name, ...database };
    }
    return undefined;
  }
}

function accept(result: unknown, count = Array.isArray(result) ? result.length : 1) {
  return {
    success: true,
    errors: [],
    messages: [],
    result,
    result_info: { page: 1, per_page: 100, count, total_count: count, total_pages: 1 },
  };
}

function refuse(reply: FastifyReply, status: number, code: number, message: string) {
  const body = { success: false, errors: [{ code, message }], messages: [], result: null };
  return reply.code(status).send(body);
}

function describeQueue(name: string, queue: { id: string; consumer: unknown }) {
  const consumers = queue.consumer === null ? [] : [queue.consumer];
  return {
    queue_id: queue.id,
    queue_name: name,
    producers: [],
    producers_total_count: 0,
    consumers,
    consumers_total_count: consumers.length,
    settings: { delivery_delay: 0, message_retention_period: 345_600 },
  };
}

/** Answers as D1 does: one result for the last statement is enough for wrangler's migrations. */
function runStatements(sql: DatabaseSync, statements: string) {
  const reads = /^\s*(SELECT|PRAGMA)/i.test(statements);
  const results = reads ? sql.prepare(statements).all() : [];
  if (!reads) sql.exec(statements);
  return [{ success: true, results, meta: { duration: 1, rows_read: 0, rows_written: 0 } }];
}
