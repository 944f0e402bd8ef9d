import { isTerminalEvent } from "#contracts/events.ts";
import type { Services } from "../services.ts";
import { owedDeliveries } from "../webhooks/owed-deliveries.ts";

/**
 * Tells everybody what commits on a job left to be told: the pool, the job's feed, webhooks. Each
 * step may run twice: the pool compares versions, feeds and deliveries know events by their id.
 * Entries are told in the order they were committed, as one prefix, so none overtakes another.
 */
export async function drainOutbox(services: Services, jobId: string): Promise<void> {
  const entries = await services.outbox.pendingOf(jobId);
  const job = await services.jobs.readSnapshot(jobId);
  if (!job) return;
  await services.pools.named(job.pool).sync(job);
  if (entries.length === 0) return;
  const events = entries.map((entry) => entry.event);
  const audience = { accountId: job.accountId, batchId: job.batchId };
  await services.feeds.ofJob(jobId).append(audience, events);
  const ended = events.find(isTerminalEvent);
  if (ended) {
    const deliveries = await owedDeliveries(services, job, ended);
    await services.deliveries.create(deliveries);
    await services.webhooksQueue.send(
      deliveries.map((delivery) => ({ type: "delivery-due", deliveryId: delivery.id })),
    );
  }
  await services.outbox.markDone(
    entries.map((entry) => entry.ordinal),
    services.clock.now(),
  );
}
