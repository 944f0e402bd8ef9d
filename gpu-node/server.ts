import fastify from "fastify";
import type { FastifyInstance } from "fastify";
import type { NodeAgent } from "./agent/start-agent.ts";

/**
 * The agent's own HTTP server, for health checks and metrics on this machine: `/healthz`,
 * `/readyz`, `/metrics`, `/status`. The caller listens on a loopback address.
 */
export function createServer(agent: NodeAgent): FastifyInstance {
  const { context } = agent;
  const { state, metrics, edge, settings } = context;
  const server = fastify({ logger: false, forceCloseConnections: true });

  server.get("/healthz", () => ({ status: "alive" }));

  server.get("/readyz", (_request, reply) => {
    const reasons = reasonsAgainstReadiness(agent);
    return reply
      .code(reasons.length === 0 ? 200 : 503)
      .send({ ready: reasons.length === 0, reasons });
  });

  server.get("/metrics", async (_request, reply) => {
    const text = await metrics.registry.metrics();
    return reply.type(metrics.registry.contentType).send(text);
  });

  server.get("/status", () => ({
    nodeId: agent.identity.nodeId,
    version: settings.agentVersion,
    edge: {
      url: edge.edgeUrl,
      channel: settings.controlChannel,
      socketOpen: state.socketOpen,
      state: state.greeting?.state ?? null,
      lastContactSeconds: Math.round(edge.contact.ageSeconds() * 10) / 10,
    },
    draining: state.draining || state.drainedByEdge,
    driverVersion: context.capabilities.driverVersion,
    encoders: context.capabilities.encoders.map((encoder) => encoder.name),
    gpus: state.gpuReadings ?? [],
    modelServers: context.models.describe(),
    slots: context.slots.map(({ description }) => ({
      ...description,
      busy: state.busySlots.has(description.index),
    })),
    leases: [...state.running.values()].map((task) => ({
      leaseId: task.lease.leaseId,
      taskId: task.lease.taskId,
      jobId: task.lease.jobId,
      epoch: task.lease.epoch,
      slotIndex: task.slotIndex,
      stage: task.stage,
      percent: Math.round(task.percent * 10) / 10,
    })),
  }));

  return server;
}

function reasonsAgainstReadiness(agent: NodeAgent): string[] {
  const { state, edge } = agent.context;
  const reasons = state.reasonsAgainstLeasing();
  const leaseSeconds = state.greeting?.leaseSeconds ?? 0;
  if (state.greeting !== null && edge.contact.ageSeconds() > leaseSeconds) {
    reasons.push("edge-out-of-reach");
  }
  return reasons;
}
