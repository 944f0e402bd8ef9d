import type { Pause } from "../ports.ts";
import type { Services } from "../services.ts";
import { AcceptedJobs } from "./accepted-jobs.ts";
import type { PoolPicture } from "./pool-picture.ts";
import { SpeedBook } from "./speed-book.ts";

/** What estimates of a pool are made from. */
export type FleetForecast = { picture: PoolPicture; book: SpeedBook };

const SPEEDS_READ = 2000;

/** A submission waits no longer for a look at the fleet. */
const PATIENCE_MILLISECONDS = 300;

type Sources = Pick<Services, "clock" | "pools" | "speeds" | "afterAnswer">;

/** How old a look may be, and how old where a newer one is not to be had soon. */
export type Ages = { wantedMilliseconds: number; borneMilliseconds: number };

/**
 * The latest look at each pool, shared by the requests of an isolate, with the jobs that it accepted
 * since: estimates bear a few seconds of age, and a pool must not be asked by everyone who polls.
 * Keeps data only, never a promise: a request may not wait for another's.
 */
export class FleetForecasts {
  readonly #pause: Pause;
  readonly #known = new Map<string, FleetForecast & { at: number }>();
  readonly #accepted = new Map<string, AcceptedJobs>();
  readonly #askedAt = new Map<string, number>();

  constructor(pause: Pause) {
    this.#pause = pause;
  }

  /** What forecasts of a pool count beside what its looks show. */
  acceptedIn(pool: string): AcceptedJobs {
    const accepted = this.#accepted.get(pool) ?? new AcceptedJobs();
    this.#accepted.set(pool, accepted);
    return accepted;
  }

  /**
   * A forecast whose picture goes along with what is accepted.
   *
   * @throws whatever the pool's call or the database throws, when a look is needed and fails.
   */
  async read(
    { clock, pools, speeds }: Sources,
    pool: string,
    maximumAgeMilliseconds: number,
  ): Promise<FleetForecast> {
    const at = clock.now();
    const known = this.#find(pool, at - maximumAgeMilliseconds);
    if (known) return known;
    this.#askedAt.set(pool, at);
    const accepted = this.acceptedIn(pool);
    const outdated = accepted.listOutdated(at);
    const [look, measured] = await Promise.all([
      pools.named(pool).readPicture(),
      speeds.list(pool, SPEEDS_READ),
    ]);
    accepted.forget(outdated);
    const forecast = {
      at,
      book: new SpeedBook(measured),
      get picture() {
        return accepted.addTo(look);
      },
    };
    this.#known.set(pool, forecast);
    return forecast;
  }

  /**
   * The same for those that must not be kept waiting: an older one where the look takes long, fails,
   * or is another request's already.
   *
   * @throws as `read`, and when the look takes long, where no older one is borne.
   */
  async readSoon(sources: Sources, pool: string, ages: Ages): Promise<FleetForecast> {
    const now = sources.clock.now();
    const wantedAfter = now - ages.wantedMilliseconds;
    const findBorne = () => this.#find(pool, now - ages.borneMilliseconds);
    const isAsked = (this.#askedAt.get(pool) ?? 0) > wantedAfter;
    const known = isAsked ? findBorne() : null;
    if (known) return known;
    const looking = this.read(sources, pool, ages.wantedMilliseconds);
    sources.afterAnswer(looking);
    const tooLate = this.#pause(PATIENCE_MILLISECONDS).then(() => {
      throw new Error("The pool did not answer in time.");
    });
    try {
      return await Promise.race([looking, tooLate]);
    } catch (error) {
      const borne = findBorne();
      if (borne) return borne;
      throw error;
    }
  }

  #find(pool: string, after: number): FleetForecast | null {
    const known = this.#known.get(pool);
    return known && known.at > after ? known : null;
  }
}
