/** What a node took for tasks of one class, as a mean that forgets: a unit's seconds on one slot. */
export type NodeSpeed = {
  nodeId: string;
  workloadClass: string;
  samples: number;
  secondsPerUnit: number;
  /** Of `secondsPerUnit` between tasks, in its square. */
  variance: number;
};

/** How fast nodes are, measured by the tasks that they settled. Settling writes it. */
export interface SpeedStore {
  /** Of every node of the pool that is not revoked, the latest measured first. */
  list(pool: string, limit: number): Promise<NodeSpeed[]>;
}
