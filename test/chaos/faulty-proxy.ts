import { once } from "node:events";
import { connect, createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

export type Direction = "up" | "down";

/** Looks at bytes before they go on; false keeps them back and cuts the connection. */
export type Watch = (direction: Direction, bytes: Buffer) => boolean;

type Line = { client: Socket; upstream: Socket; dead: boolean };

/**
 * A TCP proxy on loopback whose connections fail as those of the internet do: they are cut, they
 * become slow, or they stay open and carry nothing any more.
 */
export class FaultyProxy {
  readonly #server: Server;
  readonly #lines = new Set<Line>();
  #swallows = false;
  #delayMilliseconds = 0;

  private constructor(targetPort: number, openWatch: () => Watch) {
    this.#server = createServer((client) => this.#open(client, targetPort, openWatch()));
  }

  /** @param openWatch makes the watch of each new connection */
  static async start(
    target: string,
    openWatch: () => Watch = () => () => true,
  ): Promise<FaultyProxy> {
    const proxy = new FaultyProxy(Number(new URL(target).port), openWatch);
    proxy.#server.listen(0, "127.0.0.1");
    await once(proxy.#server, "listening");
    return proxy;
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Cuts every connection. */
  cut(): void {
    for (const line of this.#lines) end(line);
  }

  /** Keeps every connection open and carries nothing. Those of this time never recover. */
  async swallow(milliseconds: number): Promise<void> {
    this.#swallows = true;
    for (const line of this.#lines) line.dead = true;
    await sleep(milliseconds);
    this.#swallows = false;
  }

  /** Holds all bytes back for this long, in their order; 0 ends it. */
  slow(milliseconds: number): void {
    this.#delayMilliseconds = milliseconds;
  }

  close(): void {
    this.cut();
    this.#server.close();
  }

  #open(client: Socket, port: number, watch: Watch): void {
    const upstream = connect(port, "127.0.0.1");
    const line: Line = { client, upstream, dead: this.#swallows };
    this.#lines.add(line);
    this.#carry(line, "up", watch);
    this.#carry(line, "down", watch);
  }

  #carry(line: Line, direction: Direction, watch: Watch): void {
    const [from, to] =
      direction === "up" ? [line.client, line.upstream] : [line.upstream, line.client];
    let turn = Promise.resolve();
    let dueAt = 0;
    const forward = (bytes: Buffer): void => {
      if (line.dead || to.destroyed) return;
      if (watch(direction, bytes)) to.write(bytes);
      else end(line);
    };
    from.setNoDelay(true);
    from.on("data", (bytes: Buffer) => {
      const delay = this.#delayMilliseconds;
      if (delay === 0 && dueAt <= performance.now()) return forward(bytes);
      const due = Math.max(dueAt, performance.now() + delay);
      dueAt = due;
      turn = turn.then(() => sleep(Math.max(0, due - performance.now())));
      turn = turn.then(() => forward(bytes));
    });
    from.on("error", () => undefined);
    from.on("close", () => {
      // A half-open connection does not even tell its other side that it is over.
      if (line.dead && direction === "up") return;
      end(line);
      this.#lines.delete(line);
    });
  }
}

function end({ client, upstream }: Line): void {
  client.destroy();
  upstream.destroy();
}
