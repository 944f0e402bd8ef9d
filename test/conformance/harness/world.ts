import { SignJWT } from "jose";
import type { Lease } from "#contracts/node-protocol.ts";
import {
  bindings,
  callJson,
  createCustomer,
  enrolNode,
  submitRender,
} from "../../edge/edge-client.ts";

/** An account with what it may show for itself. */
export type Party = { accountId: string; keyId: string; apiKey: string };

/** Two accounts that must not see each other, credentials of every kind, and two nodes. */
export type World = {
  owner: Party;
  stranger: Party;
  node: TestNode;
  otherNode: TestNode;
  /** A job of each party that a node has rendered. */
  completed: ReadonlyMap<Party, string>;
  operatorToken: string;
};
type TestNode = Awaited<ReturnType<typeof enrolNode>>;

/** Tokens and milliseconds that no test uses up. */
const AMPLE = 1_000_000_000;

/** More than a test file leaves busy. */
const SLOTS = 64;

/** So that what a job costs shows in the ledger, and no dialect's own cap stands in the way. */
const LIMITS = {
  renderVideoTokensPerSecond: 3,
  worldModelTokensPerSecond: 3,
  narrativeTokensPerScene: 3,
  videoJobsRunning: 1000,
  videoJobsQueued: 100_000,
};

export async function createWorld(): Promise<World> {
  const [owner, stranger] = await Promise.all([createParty(), createParty()]);
  const node = await enrolNode("node", SLOTS);
  const otherNode = await enrolNode("other-node", SLOTS);
  await node.hello();
  await otherNode.hello();
  // Made now, while nothing else waits for a node.
  const completed = new Map<Party, string>();
  for (const party of [owner, stranger]) {
    const jobId = await submitRender(party.apiKey);
    await (await node.work(await takeLeaseOf(node, jobId))).text();
    completed.set(party, jobId);
  }
  const operatorToken = bindings.OPERATOR_TOKEN;
  return { owner, stranger, node, otherNode, completed, operatorToken };
}

export async function createParty(account: object = {}): Promise<Party> {
  const { id, keyId, apiKey } = await createCustomer({
    tokens: AMPLE,
    milliseconds: AMPLE,
    limits: LIMITS,
    ...account,
  });
  return { accountId: id, keyId, apiKey };
}

/** Another key of the party's account. */
export function createKey(
  party: Party,
  key: { scopes?: string[]; expiresAt?: number } = {},
): Promise<{ id: string; apiKey: string }> {
  return callJson(201, "POST", `/api/v2/accounts/${party.accountId}/keys`, {
    credential: bindings.OPERATOR_TOKEN,
    body: { name: "key", ...key },
  });
}

/** A key that was good and is good no longer. */
export async function createRevokedKey(party: Party): Promise<string> {
  const { id, apiKey } = await createKey(party);
  const path = `/api/v2/accounts/${party.accountId}/keys/${id}`;
  await callJson(204, "DELETE", path, { credential: bindings.OPERATOR_TOKEN });
  return apiKey;
}

/** A token of the party, as its identity provider would sign it. */
export function signToken(party: Party, lifeSeconds = 600): Promise<string> {
  const now = Math.floor(Date.now() / 1000);
  return new SignJWT()
    .setProtectedHeader({ alg: "HS256" })
    .setSubject(party.accountId)
    .setIssuer(String(bindings["JWT_ISSUER"]))
    .setAudience(String(bindings["JWT_AUDIENCE"]))
    .setExpirationTime(now + lifeSeconds)
    .sign(new TextEncoder().encode(String(bindings["JWT_HS256_SECRET"])));
}

/** Id of a queued job of the party. */
export const queueJob = (_world: World, party: Party) => submitRender(party.apiKey);

/** Id of a batch of two jobs of the party; the one dialect that has batches makes it. */
export async function submitBatch(_world: World, { apiKey }: Party): Promise<string> {
  const path = "/api/video/batch_inference";
  const { batch_id: batchId } = await callJson<{ batch_id: string }>(200, "POST", path, {
    credential: apiKey,
    body: { prompts: ["a red boat", "a calm lake"] },
  });
  return batchId;
}

/** Id of a job of the party that a node has rendered. */
export function completedJob(world: World, party: Party): Promise<string> {
  const jobId = world.completed.get(party);
  return jobId === undefined
    ? Promise.reject(new Error("only owner and stranger have a completed job"))
    : Promise.resolve(jobId);
}

/** Id of a lease that the party's node holds: the owner's is the first node. */
export async function holdLease(world: World, party: Party): Promise<string> {
  const node = party === world.owner ? world.node : world.otherNode;
  // The job's account does not matter to a node, and a new account has its turn at once.
  const { apiKey } = await createParty();
  return (await takeLeaseOf(node, await submitRender(apiKey))).leaseId;
}

let slots = 0;

/** Lets a node take this job on a slot of its own; jobs that stand before it fail. */
export async function takeLeaseOf(node: TestNode, jobId: string): Promise<Lease> {
  slots += 1;
  for (let attempt = 0; attempt < 200; attempt += 1) {
    const lease = await node.take(slots % SLOTS, 1);
    if (lease?.jobId === jobId) return lease;
    if (lease) {
      const failure = { reason: "error", code: "refused", message: "Not now.", retryable: false };
      await (await node.fail(lease, failure)).text();
    }
  }
  throw new Error(`the node was not offered job ${jobId}`);
}
