import { FLEET_MINUTES_KEPT_SECONDS } from "#contracts/limits.ts";
import { listOnline } from "../nodes/list-online.ts";
import type { Services } from "../services.ts";

const MINUTE_MILLISECONDS = 60_000;
/** Minutes counted at a time: so many sweeps in a row may be missing. */
const MINUTES_COUNTED = 5;

/** Counts what happened in each pool in the last minutes, and forgets those of long ago. */
export async function recordMinutes(services: Services): Promise<void> {
  const { clock, nodes, fleetMinutes } = services;
  const pools = [...new Set((await nodes.list(null)).map(({ pool }) => pool))];
  const slots = await Promise.all(
    pools.map(async (pool) => ({ pool, slots: countSlots(await listOnline(services, pool)) })),
  );
  const now = clock.now();
  const current = now - (now % MINUTE_MILLISECONDS);
  const startsAt = Array.from(
    { length: MINUTES_COUNTED },
    (_, index) => current - (MINUTES_COUNTED - index) * MINUTE_MILLISECONDS,
  );
  await fleetMinutes.record({ startsAt, slots, now });
  await fleetMinutes.forgetBefore(now - FLEET_MINUTES_KEPT_SECONDS * 1000);
}

function countSlots(online: Awaited<ReturnType<typeof listOnline>>): number {
  return online.reduce((sum, { capabilities }) => sum + (capabilities?.slots.length ?? 0), 0);
}
