import { isJobEvent, isTerminalEvent } from "#contracts/events.ts";
import type { FeedMessage } from "../../edge/domain/feeds/feed-subscriber.ts";
import type { FeedSocket } from "./feed-object.ts";
import type { World } from "./world.ts";

/**
 * A client that listens to a feed over a WebSocket and comes back with its cursor when that breaks.
 * What it hears must be gap-free, and end with the job.
 */
export class FeedListener {
  readonly #world: World;
  readonly #feedName: string;
  readonly #jobId: string | null;
  #lastSeq = 0;
  #percent = 0;
  ended = false;
  #socket: FeedSocket | null = null;

  constructor(world: World, feedName: string) {
    this.#world = world;
    this.#feedName = feedName;
    this.#jobId = feedName.startsWith("job:") ? feedName.slice("job:".length) : null;
  }

  /** Listens until the feed ends. */
  async listen(): Promise<void> {
    const { random, timeline, faults } = this.#world;
    while (!this.ended && !this.#world.isDeserted) {
      const after = this.#lastSeq;
      await this.#world
        .handle("client", "subscribe", this.#jobId, (_, handler) =>
          this.#world.calls.call(handler, "feed.fetch", () =>
            this.#world.feedNamed(this.#feedName).openSocket(this.#makeSocket(after)),
          ),
        )
        .catch(() => undefined);
      while (this.#socket && !this.ended && !this.#world.isDeserted) {
        const calm = faults.active ? 1 : 100;
        await timeline.sleep(calm * random.integer(5_000, 20_000));
        if (this.#socket && faults.strikes("socket-closed", 0.05, this.#jobId)) this.#break();
      }
      await timeline.sleep(random.integer(200, 5_000));
    }
  }

  #break(): void {
    const socket = this.#socket;
    this.#socket = null;
    // The feed notices later, or when it sends.
    this.#world.timeline.after(this.#world.random.integer(0, 30_000), () => {
      if (socket) this.#world.feedNamed(this.#feedName).closeSocket(socket);
    });
  }

  #makeSocket(cursor: number): FeedSocket {
    const { timeline, random } = this.#world;
    let arrivesAt = 0;
    const inOrder = (work: () => void) => {
      arrivesAt = Math.max(arrivesAt, timeline.now() + random.integer(1, 40));
      timeline.at(arrivesAt, () => {
        if (socket === this.#socket) work();
      });
    };
    const socket: FeedSocket = {
      open: true,
      cursor,
      hear: (message) => inOrder(() => this.#hear(message)),
      closed: () =>
        inOrder(() => {
          this.#socket = null;
        }),
    };
    this.#socket = socket;
    return socket;
  }

  #hear(message: FeedMessage): void {
    if (this.#world.plant?.dropsMessage?.(message) === true) return;
    if (message.kind === "progress") {
      if (this.#jobId === null) return;
      if (message.snapshot.percent < this.#percent) {
        this.#world.report(8, "A listener saw the percent fall.", this.#jobId);
      }
      this.#percent = message.snapshot.percent;
      return;
    }
    if (message.kind === "reset") {
      this.#lastSeq = message.seq;
      return;
    }
    const { seq, event } = message.entry;
    if (this.ended) this.#world.report(8, "An event followed the terminal one.", this.#jobId);
    if (seq !== this.#lastSeq + 1) {
      this.#world.report(
        7,
        `A listener of ${this.#feedName} heard ${seq} after ${this.#lastSeq}.`,
        isJobEvent(event) ? event.jobId : null,
      );
    }
    this.#lastSeq = seq;
    if (isTerminalEvent(event) && this.#jobId !== null) this.ended = true;
  }
}
