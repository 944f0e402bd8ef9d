/** What happened in a pool in one minute. Times are Unix milliseconds. */
export type FleetMinute = {
  pool: string;
  startsAt: number;
  /** Leases given, tasks done, and attempts that failed or were lost. */
  starts: number;
  finishes: number;
  failures: number;
  /** Seconds of slots that were leased. */
  busySlotSeconds: number;
  /** Tasks that waited for a slot at its end; null where nobody looked then. */
  waiting: number | null;
  /** Slots of online nodes that took work at its end; null where nobody looked then. */
  slots: number | null;
};

/** Minutes of pools, for charts. */
export interface FleetMinuteStore {
  /**
   * Counts finished minutes from what is stored; counted again they are the same. The gauges are
   * of the last of them and of the first look at it, which also finds pools that no `slots` are
   * given of and tasks wait in.
   */
  record(minutes: {
    /** Where each begins, oldest first. */
    startsAt: readonly number[];
    slots: readonly { pool: string; slots: number }[];
    now: number;
  }): Promise<void>;
  /** From a time on, oldest first. */
  list(query: { since: number; pool: string | null }): Promise<FleetMinute[]>;
  forgetBefore(time: number): Promise<void>;
}
