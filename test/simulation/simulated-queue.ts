import type { JobsMessage, MessageQueue, WebhooksMessage } from "../../edge/domain/ports.ts";
import { drainOutbox } from "../../edge/domain/outbox/drain-outbox.ts";
import { deliverWebhook } from "../../edge/domain/webhooks/deliver-webhook.ts";
import type { Handler } from "./handler.ts";
import type { World } from "./world.ts";

type Message = JobsMessage | WebhooksMessage;

/** Tries before a message becomes a dead letter, whose consumer tries once more. */
const MAXIMUM_TRIES = 4;

/** The queues and their consumers, as `edge/index.ts` has them: at least once, in no order. */
export class SimulatedQueue {
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
  }

  sendFor<Kind extends Message>(handler: () => Handler): MessageQueue<Kind> {
    return {
      send: (messages) => {
        if (messages.length === 0) return Promise.resolve();
        const caller = handler();
        return this.#world.calls.call(caller, `queue.send ${messages[0]?.type}`, () => {
          for (const message of messages) this.#accept(message);
        });
      },
    };
  }

  #accept(message: Message): void {
    const { random, faults, timeline } = this.#world;
    const jobId = this.#jobOf(message);
    const delay = faults.strikes("message-delayed", 0.05, jobId)
      ? random.integer(5_000, 90_000)
      : random.integer(5, 1500);
    timeline.after(delay, () => void this.#deliver(message, 1));
    if (faults.strikes("message-doubled", 0.03, jobId)) {
      timeline.after(random.integer(5, 30_000), () => void this.#deliver(message, 1));
    }
  }

  async #deliver(message: Message, tries: number): Promise<void> {
    const { timeline, random } = this.#world;
    try {
      await this.#world.handle("queue", message.type, this.#jobOf(message), (services) =>
        message.type === "jobs-changed"
          ? drainOutbox(services, ...message.jobIds)
          : deliverWebhook(services, (event) => Promise.resolve(event), message.deliveryId),
      );
    } catch {
      if (tries > MAXIMUM_TRIES) return;
      timeline.after(random.integer(1000, 10_000), () => void this.#deliver(message, tries + 1));
    }
  }

  #jobOf(message: Message): string | null {
    return message.type === "jobs-changed"
      ? (message.jobIds[0] ?? null)
      : this.#world.shadow.jobOfDelivery(message.deliveryId);
  }
}
