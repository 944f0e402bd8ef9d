import type { Lease } from "#contracts/node-protocol.ts";
import { bindings, callJson, createCustomer, eventually, type enrolNode } from "./edge-client.ts";

/** A job as document 002 shows it, as far as tests look. */
export type VideoJob = {
  id: string;
  status: string;
  statusMessage: string;
  progressPercentage: number;
  logs: { timestamp: string; level: string; message: string }[];
  cloudinaryUrl: string | null;
  errorMessage: string | null;
  tokensConsumed: number;
  procedural: boolean;
  completedAt: string | null;
};
export type Customer = Awaited<ReturnType<typeof createCustomer>>;

export const PATH = "/api/v1/video-jobs";
export const MODEL = "veo-3.1-fast-generate-preview";
export const REQUEST = {
  prompt: "A cinematic shot of a sunset over mountains",
  model: MODEL,
  resolution: "720p",
  aspectRatio: "16:9",
} as const;

export const customerWith = (tokens: number, limits: object = {}) =>
  createCustomer({ tokens, limits });
export const submit = ({ apiKey: credential }: Customer, change: object = {}) =>
  callJson<VideoJob>(202, "POST", PATH, { credential, body: { ...REQUEST, ...change } });
export const read = ({ apiKey: credential }: Customer, id: string) =>
  callJson<VideoJob>(200, "GET", `${PATH}/${id}`, { credential });
export const readWhen = (customer: Customer, id: string, status: string) =>
  eventually(async () => {
    const job = await read(customer, id);
    return job.status === status ? job : null;
  });
/** Lets the node take this job; jobs that stand before it are done. */
export const takeJob = (node: Awaited<ReturnType<typeof enrolNode>>, jobId: string) =>
  eventually(async (): Promise<Lease | null> => {
    const lease = await node.take();
    if (lease && lease.jobId !== jobId) await (await node.work(lease)).text();
    return lease?.jobId === jobId ? lease : null;
  });
export const balanceOf = async ({ id }: Customer) => {
  const account = await callJson<{ balances: { tokens: number } }>(
    200,
    "GET",
    `/api/v2/accounts/${id}`,
    { credential: bindings.OPERATOR_TOKEN },
  );
  return account.balances.tokens;
};
export const messagesOf = (job: VideoJob) => job.logs.map(({ message }) => message);
