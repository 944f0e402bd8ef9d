import { DatabaseSync } from "node:sqlite";
import type { LocalSql } from "../../edge/domain/ports.ts";
import { nodeLocalSql } from "../support/node-sqlite-connection.ts";

/** A Durable Object's storage: SQLite and one alarm. */
export class ObjectStorage {
  alarmAt: number | null = null;
  readonly #ring: (time: number) => void;
  #database = new DatabaseSync(":memory:");
  #local = nodeLocalSql(this.#database);
  readonly sql: LocalSql = {
    all: (sql, ...parameters) => this.#local.all(sql, ...parameters),
    run: (sql, ...parameters) => this.#local.run(sql, ...parameters),
    transaction: (work) => this.#local.transaction(work),
  };

  constructor(ring: (time: number) => void) {
    this.#ring = ring;
  }

  getAlarm(): Promise<number | null> {
    return Promise.resolve(this.alarmAt);
  }

  setAlarm(time: number): Promise<void> {
    this.alarmAt = time;
    this.#ring(time);
    return Promise.resolve();
  }

  deleteAll(): Promise<void> {
    this.#database.close();
    this.#database = new DatabaseSync(":memory:");
    this.#local = nodeLocalSql(this.#database);
    this.alarmAt = null;
    return Promise.resolve();
  }
}
