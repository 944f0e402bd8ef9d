import { Hono, type Context } from "hono";
import { Uuid } from "#contracts/job.ts";
import { createAccount } from "../../domain/accounts/create-account.ts";
import { createApiKey } from "../../domain/accounts/create-api-key.ts";
import { grantBalance } from "../../domain/accounts/grant-balance.ts";
import { DomainError } from "../../domain/errors.ts";
import { changeNodeState } from "../../domain/nodes/change-node-state.ts";
import { createEnrolmentToken } from "../../domain/nodes/create-enrolment-token.ts";
import type { AppEnv } from "../../http/app-env.ts";
import { requireOperator } from "../../http/authenticate.ts";
import { readJsonBody } from "../../http/json-body.ts";
import { presentAccount, presentKey, presentNode } from "./convert.ts";
import {
  AccountLimitsChange,
  CreateAccountRequest,
  CreateEnrolmentTokenRequest,
  CreateKeyRequest,
  GrantRequest,
  NodeStateRequest,
  parseWith,
} from "./schemas.ts";

const NODE_STATES = {
  drain: "draining",
  pause: "paused",
  resume: "active",
  revoke: "revoked",
} as const;

/** `/api/v2/accounts` and `/api/v2/nodes`: the operator's calls. */
export function createOperatorRoutes(): Hono<AppEnv> {
  const routes = new Hono<AppEnv>();
  for (const path of ["/accounts", "/accounts/*", "/nodes", "/nodes/*"]) {
    routes.use(path, async (context, next) => {
      await requireOperator(context.get("services"), context.get("auth"), context.req.raw.headers);
      await next();
    });
  }
  routes.post("/accounts", async (context) => {
    const input = parseWith(CreateAccountRequest, await readJsonBody(context.req.raw));
    const { account, webhookSecret } = await createAccount(context.get("services"), input);
    return context.json({ ...(await describeAccount(context, account.id)), webhookSecret }, 201);
  });
  routes.get("/accounts", async (context) => {
    const { accounts } = context.get("services");
    const page = await accounts.list(context.req.query("cursor") ?? null, 100);
    const items = await Promise.all(page.map((account) => describeAccount(context, account.id)));
    return context.json({ items, nextCursor: page.length === 100 ? page.at(-1)?.id : null });
  });
  routes.get("/accounts/:id", async (context) =>
    context.json(await describeAccount(context, idOf(context))),
  );
  routes.patch("/accounts/:id", async (context) => {
    const limits = parseWith(AccountLimitsChange, await readJsonBody(context.req.raw));
    await context.get("services").accounts.changeLimits(idOf(context), limits);
    return context.json(await describeAccount(context, idOf(context)));
  });
  routes.post("/accounts/:id/keys", async (context) => {
    const input = parseWith(CreateKeyRequest, await readJsonBody(context.req.raw));
    const key = await createApiKey(context.get("services"), {
      ...input,
      accountId: idOf(context),
    });
    return context.json(key, 201);
  });
  routes.get("/accounts/:id/keys", async (context) => {
    const keys = await context.get("services").accounts.listKeys(idOf(context));
    return context.json({ items: keys.map(presentKey) });
  });
  routes.delete("/accounts/:id/keys/:keyId", async (context) => {
    const { accounts, clock } = context.get("services");
    const revoked = await accounts.revokeKey(
      idOf(context),
      context.req.param("keyId"),
      clock.now(),
    );
    if (!revoked) throw new DomainError("not-found", "There is no live key with this id.");
    return context.body(null, 204);
  });
  routes.post("/accounts/:id/grants", async (context) => {
    const input = parseWith(GrantRequest, await readJsonBody(context.req.raw));
    const accountId = idOf(context);
    await describeAccount(context, accountId);
    const services = context.get("services");
    await grantBalance(services, accountId, "tokens", input.tokens, input.note);
    await grantBalance(services, accountId, "milliseconds", input.milliseconds, input.note);
    return context.json(await describeAccount(context, accountId), 201);
  });
  routes.post("/nodes/enrolment-tokens", async (context) => {
    const input = parseWith(CreateEnrolmentTokenRequest, await readJsonBody(context.req.raw));
    const token = await createEnrolmentToken(context.get("services"), input);
    return context.json({ ...token, expiresAt: new Date(token.expiresAt).toISOString() }, 201);
  });
  routes.get("/nodes", async (context) => {
    const nodes = await context.get("services").nodes.list(null);
    return context.json({ items: nodes.map(presentNode) });
  });
  routes.get("/nodes/:id", async (context) => {
    const node = await context.get("services").nodes.read(idOf(context));
    if (!node) throw new DomainError("not-found", "There is no node with this id.");
    return context.json(presentNode(node));
  });
  routes.post("/nodes/:id/:action{drain|pause|resume|revoke}", async (context) => {
    const hasBody = context.req.header("content-type") !== undefined;
    const input = parseWith(NodeStateRequest, hasBody ? await readJsonBody(context.req.raw) : {});
    const action = context.req.param("action") as keyof typeof NODE_STATES;
    const node = await changeNodeState(
      context.get("services"),
      idOf(context),
      NODE_STATES[action],
      input.note,
    );
    return context.json(presentNode(node));
  });
  return routes;
}

function idOf(context: Context<AppEnv>): string {
  const id = Uuid.safeParse(context.req.param("id"));
  if (!id.success) throw new DomainError("not-found", "There is nothing with this id.");
  return id.data;
}

async function describeAccount(context: Context<AppEnv>, accountId: string): Promise<object> {
  const { accounts } = context.get("services");
  const account = await accounts.read(accountId);
  if (!account) throw new DomainError("not-found", "There is no account with this id.");
  return presentAccount(account, await accounts.readBalances(accountId));
}
