import { z } from "zod";

/**
 * Name of a pool: `pool:{region}:{class}:{shard}`. An account and a node are in one each, and a
 * pool's nodes do the work of its accounts. Every pool is an object of its own.
 */
export const PoolName = z.string().regex(/^pool:[a-z0-9-]{1,40}:[a-z0-9-]{1,40}:[0-9]{1,4}$/);

const defaultPool = (shard: number) => `pool:default:any:${shard}`;

/** The pool that accounts and nodes are in unless told otherwise, where there are no further shards. */
export const DEFAULT_POOL = defaultPool(0);

/** The default pool of an account whose operator named none: always the same for the same id. */
export function poolOfAccount(accountId: string, shards: number): string {
  // The end of a UUID is random whatever its version.
  return defaultPool(Number.parseInt(accountId.slice(-8), 16) % shards);
}

/** The default pool of a node whose operator named none: one of those with the fewest nodes. */
export function poolOfNode(nodesOfPools: ReadonlyMap<string, number>, shards: number): string {
  const pools = Array.from({ length: shards }, (_, shard) => defaultPool(shard));
  const nodesOf = (pool: string) => nodesOfPools.get(pool) ?? 0;
  return pools.reduce((best, pool) => (nodesOf(pool) < nodesOf(best) ? pool : best));
}
