import type { Dispatcher } from "undici";
import { EdgeContact } from "../edge-client/edge-contact.ts";
import { EdgeError } from "../edge-client/edge-error.ts";
import { enrol } from "../edge-client/enrol.ts";
import { retry } from "../edge-client/retry.ts";
import { AgentError } from "./agent-error.ts";
import { loadIdentity, saveIdentity } from "./identity.ts";
import type { Identity } from "./identity.ts";
import type { Logger } from "./logger.ts";

export interface EstablishIdentityInput {
  readonly stateDirectory: string;
  readonly edgeUrl: string | null;
  readonly enrolmentToken: string | null;
  readonly nodeName: string;
  readonly agentVersion: string;
  readonly dispatcher: Dispatcher;
  readonly logger: Logger;
  readonly signal: AbortSignal;
}

/**
 * Returns the stored identity, or spends the one-time token on a new one. Waits for an edge that
 * cannot be reached. Throws AgentError `not-enrolled` or `enrolment-refused`.
 */
export async function establishIdentity(input: EstablishIdentityInput): Promise<Identity> {
  const stored = await loadIdentity(input.stateDirectory);
  const { edgeUrl, enrolmentToken } = input;
  if (stored !== null && (edgeUrl === null || edgeUrl === stored.edgeUrl)) return stored;
  // Another address without a new token: the owner says that the same edge has moved.
  if (stored !== null && edgeUrl !== null && enrolmentToken === null) {
    const moved = { ...stored, edgeUrl };
    await saveIdentity(input.stateDirectory, moved);
    input.logger.info({ nodeId: moved.nodeId, edgeUrl }, "the edge has moved");
    return moved;
  }
  if (edgeUrl === null) {
    throw new AgentError("not-enrolled", "This node is not enrolled: use --edge and --token.");
  }
  if (enrolmentToken === null) {
    const message = "This node is not enrolled at this edge: use --token.";
    throw new AgentError("not-enrolled", message);
  }
  const { dispatcher, nodeName: name, agentVersion, logger, signal } = input;
  const edge = { edgeUrl, nodeToken: null, dispatcher, contact: new EdgeContact() };
  try {
    const answer = await retry(() => enrol(edge, { enrolmentToken, name, agentVersion }, signal), {
      signal,
      onRetry: (error) => logger.warn({ error: messageOf(error) }, "enrolment is tried again"),
    });
    const identity = { ...answer, edgeUrl };
    await saveIdentity(input.stateDirectory, identity);
    logger.info({ nodeId: identity.nodeId, edgeUrl }, "enrolled");
    return identity;
  } catch (error) {
    if (!(error instanceof EdgeError) || signal.aborted) throw error;
    const message = `The edge refused the enrolment token (${error.code}): ${error.message}`;
    throw new AgentError("enrolment-refused", message);
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
