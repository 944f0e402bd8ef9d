import { Hono, type Context } from "hono";
import { z } from "zod";
import { DomainError } from "../../domain/errors.ts";
import { changeNodeState } from "../../domain/nodes/change-node-state.ts";
import { createEnrolmentToken } from "../../domain/nodes/create-enrolment-token.ts";
import { listFleet } from "../../domain/nodes/list-fleet.ts";
import type { AppEnv } from "../../http/app-env.ts";
import { requireOperator } from "../../http/authenticate.ts";
import { readJsonBody, readOptionalJsonBody } from "../../http/json-body.ts";
import { presentNode, time } from "./convert.ts";
import { describe } from "./describe.ts";
import { callOf, idOf } from "./request-context.ts";
import { CreateEnrolmentTokenRequest, NodeStateRequest, parseWith } from "./schemas.ts";
import { EnrolmentTokenView, NodeView } from "./views.ts";

const NODE_STATES = {
  drain: "draining",
  pause: "paused",
  resume: "active",
  revoke: "revoked",
} as const;

const ERRORS = [400, 401, 403];

/** `/nodes`: the operator's fleet. */
export function createNodeRoutes(): Hono<AppEnv> {
  const routes = new Hono<AppEnv>();
  for (const path of ["/nodes", "/nodes/*"]) {
    routes.use(path, async (context, next) => {
      await requireOperator(context.get("services"), context.get("auth"), context.req.raw.headers);
      await next();
    });
  }
  routes.post(
    "/nodes/enrolment-tokens",
    describe({
      summary: "Create an enrolment token",
      description: "Lets one machine in, once, within a day.",
      access: "operator",
      body: { schema: CreateEnrolmentTokenRequest, example: { name: "rack-1" } },
      answers: { 201: { description: "The token.", schema: EnrolmentTokenView } },
      errors: [...ERRORS, 413, 415],
    }),
    async (context) => {
      const input = parseWith(CreateEnrolmentTokenRequest, await readJsonBody(context.req.raw));
      const token = await createEnrolmentToken(context.get("services"), input, callOf(context));
      return context.json({ ...token, expiresAt: time(token.expiresAt) }, 201);
    },
  );
  routes.get(
    "/nodes",
    describe({
      summary: "List the fleet",
      description:
        "State, version, capabilities, when each was last heard, how its GPUs are, what it works on.",
      access: "operator",
      answers: {
        200: { description: "Every node.", schema: z.strictObject({ items: z.array(NodeView) }) },
      },
      errors: ERRORS,
    }),
    async (context) => {
      const nodes = await listFleet(context.get("services"));
      return context.json({ items: nodes.map(presentNode) });
    },
  );
  routes.get(
    "/nodes/:id",
    describe({
      summary: "Read a node",
      access: "operator",
      answers: { 200: { description: "The node.", schema: NodeView } },
      errors: [...ERRORS, 404],
    }),
    async (context) => context.json(await describeNode(context)),
  );
  routes.post(
    "/nodes/:id/:action{drain|pause|resume|revoke}",
    describe({
      summary: "Change a node's state",
      description:
        "drain: finishes what it has and takes nothing new, until its agent starts anew. pause: the same, until resumed. resume: takes work again, also out of quarantine. revoke: its token is refused and its work goes to others, for good.",
      access: "operator",
      parameters: { action: z.enum(["drain", "pause", "resume", "revoke"]) },
      body: { schema: NodeStateRequest, example: { note: "fan replacement" } },
      bodyRequired: false,
      answers: { 200: { description: "The node as it is now.", schema: NodeView } },
      errors: [...ERRORS, 404, 413, 415],
    }),
    async (context) => {
      const body = await readOptionalJsonBody(context.req.raw);
      const input = parseWith(NodeStateRequest, body === undefined ? {} : body);
      const action = context.req.param("action") as keyof typeof NODE_STATES;
      const services = context.get("services");
      const state = NODE_STATES[action];
      await changeNodeState(services, idOf(context), state, input.note, callOf(context));
      return context.json(await describeNode(context));
    },
  );
  return routes;
}

async function describeNode(context: Context<AppEnv>): Promise<NodeView> {
  const [node] = await listFleet(context.get("services"), idOf(context));
  if (!node) throw new DomainError("not-found", "There is no node with this id.");
  return presentNode(node);
}
