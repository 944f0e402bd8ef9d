import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { WebSocket } from "undici";
import { ControlMessage, HEARTBEAT_REQUEST, NODE_API_PATH } from "#contracts/node-protocol.ts";
import { RECOMMENDED_AGENT_VERSION } from "#contracts/limits.ts";
import { upload } from "../../gpu-node/agent/upload.ts";
import { EdgeContact } from "../../gpu-node/edge-client/edge-contact.ts";
import { enrol } from "../../gpu-node/edge-client/enrol.ts";
import { hello } from "../../gpu-node/edge-client/hello.ts";
import { type GrantedLease, takeLease } from "../../gpu-node/edge-client/leases.ts";
import { createDispatcher, type EdgeConnection } from "../../gpu-node/edge-client/request-edge.ts";
import { completeLease, failLease } from "../../gpu-node/edge-client/settle.ts";
import type { ProducedOutput } from "../../gpu-node/tasks/child-messages.ts";
import { createEnrolmentToken, type OperatorAccess } from "../../scripts/local/call-operator.ts";

/** A lease, and when (by `performance.now()`) the offer and the lease were there. */
export type TimedLease = { lease: GrantedLease; offeredAt: number; leasedAt: number };

/** A node of one idle slot that speaks the node protocol and renders nothing. */
export type BenchNode = {
  /** The next lease, taken as soon as it is offered on the control socket. */
  nextLease(): Promise<TimedLease>;
  /** Ends the task for good and frees the slot. */
  refuse(lease: GrantedLease): Promise<void>;
  /** Ends the task well with these files, whatever is in them. */
  finish(lease: GrantedLease, outputs: readonly ProducedOutput[]): Promise<void>;
  close(): Promise<void>;
};

const heartbeatMilliseconds = 15_000;

/** Enrols, greets and opens the control socket, with the agent's own client. Throws EdgeError. */
export async function startBenchNode(
  access: OperatorAccess,
  signal: AbortSignal,
): Promise<BenchNode> {
  const dispatcher = createDispatcher();
  const anonymous = {
    edgeUrl: access.origin,
    nodeToken: null,
    dispatcher,
    contact: new EdgeContact(),
  };
  const { enrolmentToken } = await createEnrolmentToken(access, "bench");
  const { nodeToken } = await enrol(
    anonymous,
    { enrolmentToken, name: "bench", agentVersion: RECOMMENDED_AGENT_VERSION },
    signal,
  );
  const edge: EdgeConnection = { ...anonymous, nodeToken };
  await hello(edge, introduction(), signal);
  const socket = new WebSocket(`${access.origin.replace(/^http/, "ws")}${NODE_API_PATH}/connect`, {
    headers: { authorization: `Bearer ${nodeToken}` },
    dispatcher,
  });
  await once(socket, "open", { signal });
  const heartbeat = setInterval(() => socket.send(HEARTBEAT_REQUEST), heartbeatMilliseconds);

  return {
    nextLease: () =>
      new Promise((resolve, reject) => {
        const listen = ({ data }: { data: unknown }) => {
          const offeredAt = performance.now();
          const message = readControlMessage(data);
          if (message?.type !== "offer") return;
          const request = { slotIndex: message.slotIndex, waitSeconds: 0 };
          takeLease(edge, request, signal).then((lease) => {
            // An offer may have been overtaken; the next one comes by itself.
            if (lease === null) return;
            socket.removeEventListener("message", listen);
            resolve({ lease, offeredAt, leasedAt: performance.now() });
          }, reject);
        };
        socket.addEventListener("message", listen);
      }),
    async refuse(lease) {
      const reason = {
        reason: "error",
        code: "bench",
        message: "Only the way to the lease is measured.",
        retryable: false,
        renderMilliseconds: 0,
      } as const;
      await failLease(edge, lease.leaseId, reason, signal);
    },
    async finish({ leaseId, singleUploadBytes }, outputs) {
      for (const output of outputs) {
        const onProgress = () => undefined;
        await upload({ edge, leaseId, output, singleUploadBytes, signal, onProgress });
      }
      const result = { model: "procedural", renderMilliseconds: 0, media };
      const sent = outputs.map(({ name, sizeBytes, sha256 }) => ({ name, sizeBytes, sha256 }));
      await completeLease(edge, leaseId, { result, outputs: sent }, signal);
    },
    async close() {
      clearInterval(heartbeat);
      const closed = once(socket, "close");
      socket.close();
      await closed;
      await dispatcher.close();
    },
  };
}

/** What a node would have found in its video. */
const media = {
  container: "mp4" as const,
  videoCodec: "h264",
  width: 1280,
  height: 720,
  durationSeconds: 5,
  framesPerSecond: 30,
  hasAudio: false,
};

function readControlMessage(data: unknown): ControlMessage | undefined {
  try {
    return ControlMessage.safeParse(JSON.parse(String(data))).data;
  } catch {
    return undefined;
  }
}

function introduction() {
  return {
    instanceId: randomUUID(),
    agentVersion: RECOMMENDED_AGENT_VERSION,
    leaseIds: [],
    draining: false,
    capabilities: {
      taskKinds: ["generate-video"],
      models: ["procedural"],
      encoders: [{ name: "libx264", codec: "h264" as const, hardware: false }],
      slots: [
        { index: 0, kind: "cpu" as const, name: "bench", deviceUuid: null, memoryMebibytes: 1024 },
      ],
      driverVersion: null,
      cpuCores: 1,
      memoryMebibytes: 1024,
    },
  };
}
