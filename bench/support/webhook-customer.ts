import { z } from "zod";
import {
  createAccount,
  createKey,
  type OperatorAccess,
} from "../../scripts/local/call-operator.ts";
import type { HostileReceiver } from "./hostile-receivers.ts";

const Endpoint = z.object({ id: z.string(), secret: z.string() });
const Submitted = z.object({ job_id: z.string() });
const Deliveries = z.object({
  items: z.array(
    z.object({
      id: z.string(),
      eventId: z.string(),
      endpointId: z.string().nullable(),
      state: z.enum(["pending", "delivered", "dead"]),
    }),
  ),
  nextCursor: z.string().nullable(),
});
export type Delivery = z.infer<typeof Deliveries>["items"][number];
const Events = z.object({
  events: z.array(
    z.object({
      seq: z.int(),
      type: z.string(),
      eventId: z.string(),
      endpointId: z.string().optional(),
    }),
  ),
  nextAfter: z.int(),
});
type LoggedEvent = z.infer<typeof Events>["events"][number];

/** What a cancelled job logs: queued, cancelling, cancelled. */
export const EVENTS_PER_JOB = 3;

/** An account with one endpoint, at a receiver, that listens to everything. */
export class WebhookCustomer {
  readonly receiver: HostileReceiver;
  readonly endpointId: string;
  readonly #origin: string;
  readonly #apiKey: string;
  jobs = 0;

  private constructor(
    origin: string,
    apiKey: string,
    endpointId: string,
    receiver: HostileReceiver,
  ) {
    this.#origin = origin;
    this.#apiKey = apiKey;
    this.endpointId = endpointId;
    this.receiver = receiver;
  }

  /** Makes account, key and endpoint, and tells the receiver what signs. */
  static async create(access: OperatorAccess, receiver: HostileReceiver): Promise<WebhookCustomer> {
    const account = await createAccount(access, `bench-${receiver.kind}`, { tokens: 1 });
    const { apiKey } = await createKey(access, account.id, "bench");
    receiver.secrets.set("/callback", account.webhookSecret);
    const unbound = new WebhookCustomer(access.origin, apiKey, "", receiver);
    const url = `${receiver.origin}/endpoint`;
    const endpoint = Endpoint.parse(
      await unbound.#call("POST", "/api/v2/webhook-endpoints", { url }),
    );
    receiver.secrets.set("/endpoint", endpoint.secret);
    return new WebhookCustomer(access.origin, apiKey, endpoint.id, receiver);
  }

  /** Submits a job, with a callback of its own, and cancels it. */
  async cancelJob(): Promise<void> {
    this.jobs += 1;
    const { job_id: jobId } = Submitted.parse(
      await this.#call("POST", "/api/v1/render-video", {
        prompt: "A red boat on a calm lake",
        resolution: "720p",
        duration: 1,
        format: "mp4",
        callback_url: `${this.receiver.origin}/callback`,
      }),
    );
    await this.#call("POST", `/api/v2/jobs/${jobId}/cancel`);
  }

  /** The present secrets go on signing; from now on second ones do too. */
  async rotateSecrets(): Promise<void> {
    await this.#call("POST", "/api/v2/account/rotate-webhook-secret");
    await this.#call("POST", `/api/v2/webhook-endpoints/${this.endpointId}/rotate-secret`);
  }

  async hasPending(): Promise<boolean> {
    const path = "/api/v2/webhook-deliveries?state=pending&limit=1";
    return Deliveries.parse(await this.#call("GET", path)).items.length > 0;
  }

  async readDeliveries(): Promise<Delivery[]> {
    const all: Delivery[] = [];
    for (let cursor = ""; ;) {
      const path = `/api/v2/webhook-deliveries?limit=100${cursor}`;
      const { items, nextCursor } = Deliveries.parse(await this.#call("GET", path));
      all.push(...items);
      if (nextCursor === null) return all;
      cursor = `&cursor=${nextCursor}`;
    }
  }

  async readEvents(): Promise<LoggedEvent[]> {
    const all: LoggedEvent[] = [];
    for (let after = 0; ;) {
      const path = `/api/v2/events?format=json&limit=500&after=${after}`;
      const page = Events.parse(await this.#call("GET", path));
      all.push(...page.events);
      if (page.events.length === 0) return all;
      after = page.nextAfter;
    }
  }

  async #call(method: string, path: string, body?: object): Promise<unknown> {
    const answer = await fetch(`${this.#origin}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${this.#apiKey}`,
        ...(body && { "content-type": "application/json" }),
      },
      ...(body && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(60_000),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text.slice(0, 300)}`);
    return JSON.parse(text);
  }
}
