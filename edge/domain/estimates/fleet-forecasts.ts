import type { Pools } from "../dispatch/pool-client.ts";
import type { Clock, Pause } from "../ports.ts";
import type { PoolPicture } from "./pool-picture.ts";
import { SpeedBook } from "./speed-book.ts";
import type { SpeedStore } from "./speed-store.ts";

/** What estimates of a pool are made from. */
export type FleetForecast = { picture: PoolPicture; book: SpeedBook };

const SPEEDS_READ = 2000;

/** A submission waits no longer for a look at the fleet. */
const PATIENCE_MILLISECONDS = 300;

type Sources = { clock: Clock; pools: Pools; speeds: SpeedStore };

/**
 * The latest look at each pool, shared by the requests of an isolate: estimates bear a few seconds
 * of age, and a pool must not be asked by everyone who polls. Keeps data only, never a promise: a
 * request may not wait for another's.
 */
export class FleetForecasts {
  readonly #pause: Pause;
  readonly #known = new Map<string, FleetForecast & { at: number }>();

  readonly #renewedAt = new Map<string, number>();

  constructor(pause: Pause) {
    this.#pause = pause;
  }

  /** @throws whatever the pool's call or the database throws, when a look is needed and fails. */
  async read(
    { clock, pools, speeds }: Sources,
    pool: string,
    maximumAgeMilliseconds: number,
  ): Promise<FleetForecast> {
    const now = clock.now();
    const known = this.#find(pool, now - maximumAgeMilliseconds);
    if (known) return known;
    const [picture, measured] = await Promise.all([
      pools.named(pool).readPicture(),
      speeds.list(pool, SPEEDS_READ),
    ]);
    const forecast = { picture, book: new SpeedBook(measured), at: now };
    this.#known.set(pool, forecast);
    return forecast;
  }

  /** The same for those that must not be kept waiting: it throws when the look takes long. */
  readSoon(sources: Sources, pool: string, maximumAgeMilliseconds: number): Promise<FleetForecast> {
    const known = this.#find(pool, sources.clock.now() - maximumAgeMilliseconds);
    if (known) return Promise.resolve(known);
    const tooLate = this.#pause(PATIENCE_MILLISECONDS).then(() => {
      throw new Error("The pool did not answer in time.");
    });
    return Promise.race([this.read(sources, pool, maximumAgeMilliseconds), tooLate]);
  }

  /** Looks again when the latest look is older than this, unless another request does so now. */
  async renew(sources: Sources, pool: string, maximumAgeMilliseconds: number): Promise<void> {
    const now = sources.clock.now();
    if ((this.#renewedAt.get(pool) ?? 0) > now - maximumAgeMilliseconds) return;
    if (this.#find(pool, now - maximumAgeMilliseconds)) return;
    this.#renewedAt.set(pool, now);
    await this.read(sources, pool, maximumAgeMilliseconds);
  }

  #find(pool: string, after: number): FleetForecast | null {
    const known = this.#known.get(pool);
    return known && known.at > after ? known : null;
  }
}
