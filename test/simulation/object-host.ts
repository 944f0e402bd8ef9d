import { attempt } from "./attempt.ts";
import type { FaultKind } from "./faults.ts";
import { Handler } from "./handler.ts";
import { ObjectStorage } from "./object-storage.ts";
import type { World } from "./world.ts";

const ALARM_RETRIES = 6;
const EVICTION = 0.004;

/**
 * One Durable Object: one instance in memory at most, storage that outlives it, an alarm that rings
 * at least once and is given up after six failures.
 */
export abstract class ObjectHost<Instance> {
  readonly name: string;
  readonly storage: ObjectStorage;
  protected readonly world: World;
  readonly #kind: "pool" | "feed";
  #stay: { handler: Handler; instance: Instance } | null = null;
  inFlight = 0;
  /** An alarm was dropped or fails: what it was set for is late by fault. */
  alarmTroubled = false;

  constructor(world: World, kind: "pool" | "feed", name: string) {
    this.world = world;
    this.name = name;
    this.#kind = kind;
    this.storage = new ObjectStorage((time) => world.timeline.at(time, () => this.#ring(time)));
  }

  protected abstract createInstance(handler: Handler): Instance;
  protected abstract ringInstance(instance: Instance): Promise<void>;
  /** The instance died: connections that were open break. */
  protected abstract connectionsBreak(): void;
  /** Jobs that a fault of the whole object meets. */
  protected abstract jobIds(): Iterable<string>;
  /** Nothing is under way: what the object asked for must be set. */
  protected checkIdle(): void {}

  /** Runs one event of the object. Fails when the object dies before it has answered. */
  invoke<Result>(work: (instance: Instance, handler: Handler) => Promise<Result>): Promise<Result> {
    const { handler, instance } = this.#enter();
    this.inFlight += 1;
    return handler
      .outlive(attempt(() => work(instance, handler)))
      .finally(() => this.#left(handler));
  }

  /** Drops the instance in mid-work, as a crash or a deploy does. */
  reset(): void {
    this.#stay?.handler.die(new Error(`${this.name} was reset.`));
  }

  async wipe(): Promise<void> {
    this.reset();
    await this.storage.deleteAll();
  }

  #enter(): { handler: Handler; instance: Instance } {
    if (this.#stay?.handler.alive) return this.#stay;
    const jobId = this.name.startsWith("job:") ? this.name.slice("job:".length) : null;
    const handler = new Handler(this.#kind, this.name, jobId, this.world.timeline.now());
    handler.onDeath(() => {
      this.#stay = null;
      this.connectionsBreak();
    });
    this.#stay = { handler, instance: this.createInstance(handler) };
    return this.#stay;
  }

  #left(handler: Handler): void {
    this.inFlight -= 1;
    if (this.inFlight > 0 || !handler.alive || handler.workAfterAnswer > 0) return;
    this.checkIdle();
    if (this.#strikes("object-evicted", EVICTION)) this.#evict(handler);
  }

  /** Leaves memory while idle: sockets hibernate, storage and alarm stay. */
  #evict(handler: Handler): void {
    handler.alive = false;
    this.#stay = null;
  }

  #ring(time: number): void {
    if (this.storage.alarmAt !== time) return;
    this.storage.alarmAt = null;
    if (this.#strikes("alarm-dropped", 0.01)) {
      this.alarmTroubled = true;
      return;
    }
    if (this.#strikes("alarm-doubled", 0.02)) void this.#runAlarm(ALARM_RETRIES);
    void this.#runAlarm(0);
  }

  #strikes(kind: FaultKind, probability: number): boolean {
    const { faults } = this.world;
    return faults.active && faults.strikes(kind, probability, ...this.jobIds());
  }

  async #runAlarm(failures: number): Promise<void> {
    try {
      await this.invoke(async (instance) => {
        this.alarmTroubled = true;
        await this.ringInstance(instance);
        this.alarmTroubled = false;
      });
    } catch {
      if (failures >= ALARM_RETRIES) return;
      await this.world.timeline.sleep(2000 * 2 ** failures);
      if (this.storage.alarmAt === null) await this.#runAlarm(failures + 1);
    }
  }
}
