import type { WebhookAnswer, WebhookSender } from "../../edge/domain/webhooks/webhook-sender.ts";
import type { Handler } from "./handler.ts";
import type { World } from "./world.ts";

export const RECEIVERS = ["good", "flaky", "dead", "gone"] as const;

/** A customer's webhook receiver; the host of the callback says how well it works. */
export class WebhookReceiver {
  readonly #world: World;
  /** Deliveries that were answered with success, by id, and the event each carried. */
  readonly received = new Map<string, string>();
  /** Deliveries that were answered `410 Gone`. */
  readonly refused = new Set<string>();
  /** How often each delivery was tried. */
  readonly tries = new Map<string, number>();
  /** The delivery id under which each event came to each address. */
  readonly #idOfEvent = new Map<string, string>();

  constructor(world: World) {
    this.#world = world;
  }

  senderFor(handler: () => Handler): WebhookSender {
    return {
      send: (request) => {
        const jobId = this.#world.shadow.jobOfDelivery(request.deliveryId);
        return this.#world.calls.call(
          handler(),
          "webhook.send",
          () => this.#receive(request, jobId),
          jobId,
        );
      },
    };
  }

  async #receive(
    request: { url: string; deliveryId: string; body: string },
    jobId: string | null,
  ): Promise<WebhookAnswer> {
    const { faults, random, timeline } = this.#world;
    const event = JSON.parse(request.body) as { eventId: string };
    const key = `${event.eventId} ${request.url}`;
    const known = this.#idOfEvent.get(key) ?? request.deliveryId;
    this.#idOfEvent.set(key, known);
    if (known !== request.deliveryId) {
      this.#world.report(11, "A webhook came again under another webhook-id.", jobId);
    }
    this.tries.set(request.deliveryId, (this.tries.get(request.deliveryId) ?? 0) + 1);
    const host = new URL(request.url).hostname.split(".")[0];
    if (faults.strikes("webhook-slow", 0.1, jobId))
      await timeline.sleep(random.integer(5_000, 80_000));
    if (host === "gone") {
      this.refused.add(request.deliveryId);
      return { outcome: "answered", status: 410, retryAfterSeconds: null };
    }
    const fails =
      host === "dead" || faults.strikes("webhook-failed", host === "flaky" ? 0.6 : 0.05, jobId);
    if (fails) {
      return random.chance(0.3)
        ? { outcome: "unreachable", error: "connection reset" }
        : { outcome: "answered", status: 503, retryAfterSeconds: random.chance(0.3) ? 20 : null };
    }
    this.received.set(request.deliveryId, event.eventId);
    return { outcome: "answered", status: 200, retryAfterSeconds: null };
  }
}
