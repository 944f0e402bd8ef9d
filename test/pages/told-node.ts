import type { GpuReading } from "#contracts/gpu-readings.ts";
import { Lease, type NodeCapabilities, type ProgressReport } from "#contracts/node-protocol.ts";
import { createEnrolmentToken } from "../../scripts/local/call-operator.ts";
import type { LocalDeployment } from "../../scripts/local/start-fleet.ts";

/**
 * A node that speaks the protocol and does what the test tells it, when it tells it; `proved` is
 * what it has in the place of the usual capabilities.
 */
export async function enrolToldNode(
  { origin, operatorToken }: LocalDeployment,
  proved: Partial<NodeCapabilities> = {},
) {
  const { enrolmentToken } = await createEnrolmentToken({ origin, operatorToken }, "told");
  const send = async (path: string, body: object, credential?: string) => {
    const answer = await fetch(`${origin}${path}`, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        ...(credential !== undefined && { authorization: `Bearer ${credential}` }),
      },
      body: JSON.stringify(body),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${text}`);
    return text === "" ? null : (JSON.parse(text) as unknown);
  };
  const agent = { name: "told", agentVersion: "0.1.0" };
  const enrolled = await send("/node/v1/enrol", { enrolmentToken, ...agent });
  const { nodeToken } = enrolled as { nodeToken: string };
  await send(
    "/node/v1/hello",
    {
      instanceId: crypto.randomUUID(),
      agentVersion: "0.1.0",
      leaseIds: [],
      draining: false,
      capabilities: { ...CAPABILITIES, ...proved },
    },
    nodeToken,
  );
  let reportNumber = 0;
  return {
    async take(): Promise<Lease> {
      for (let attempt = 0; attempt < 20; attempt += 1) {
        const lease = await send("/node/v1/leases", { slotIndex: 0, waitSeconds: 2 }, nodeToken);
        if (lease !== null) return Lease.parse(lease);
      }
      throw new Error("no work came");
    },
    /** Says how its GPUs are; only for a node that can do no work, which it asks for here. */
    tellGpus(gpus: GpuReading[]) {
      return send("/node/v1/leases", { slotIndex: 0, waitSeconds: 0, gpus }, nodeToken);
    },
    report(lease: Lease, report: Pick<ProgressReport, "percent"> & Partial<ProgressReport>) {
      reportNumber += 1;
      const body = { reportNumber, stage: "generating", ...report };
      return send(`/node/v1/leases/${lease.leaseId}/progress`, body, nodeToken);
    },
    fail(lease: Lease, message: string) {
      const body = { reason: "error", code: "render-failed", message, retryable: false };
      return send(`/node/v1/leases/${lease.leaseId}/fail`, body, nodeToken);
    },
  };
}

const CAPABILITIES: NodeCapabilities = {
  taskKinds: ["generate-video"],
  models: ["procedural"],
  encoders: [{ name: "libx264", codec: "h264", hardware: false }],
  slots: [
    { index: 0, kind: "gpu", name: "Test GPU", deviceUuid: "GPU-0", memoryMebibytes: 24_000 },
  ],
  driverVersion: null,
  cpuCores: 4,
  memoryMebibytes: 16_000,
};
