import { Hono, type Context } from "hono";
import { z } from "zod";
import { Uuid } from "#contracts/job.ts";
import type { Account } from "../../domain/accounts/account-store.ts";
import { createAccount } from "../../domain/accounts/create-account.ts";
import { createApiKey } from "../../domain/accounts/create-api-key.ts";
import { grantBalance } from "../../domain/accounts/grant-balance.ts";
import { revokeLinks } from "../../domain/accounts/revoke-links.ts";
import { auditEntry } from "../../domain/audit/audit-log.ts";
import { DomainError } from "../../domain/errors.ts";
import { rotateCallbackSecret } from "../../domain/webhooks/rotate-secret.ts";
import type { AppEnv } from "../../http/app-env.ts";
import { requireOperator } from "../../http/authenticate.ts";
import { readJsonBody } from "../../http/json-body.ts";
import { presentAccount, presentKey, time } from "./convert.ts";
import { describe } from "./describe.ts";
import { presentRotatedSecret } from "./present-webhooks.ts";
import { accountOf, callOf, idOf } from "./request-context.ts";
import {
  AccountPatch,
  CreateAccountRequest,
  CreateKeyRequest,
  GrantRequest,
  ListAccountsQuery,
  parseWith,
} from "./schemas.ts";
import {
  AccountView,
  KeyView,
  NewAccountView,
  NewKeyView,
  pageOf,
  RevokedLinksView,
} from "./views.ts";
import { RotatedSecretView } from "./webhook-views.ts";

const ERRORS = [400, 401, 403];
const BODY_ERRORS = [...ERRORS, 413, 415];
const REVOCATION =
  "Links that were signed before answer 410 from then on, as expired ones do; asking for a job again shows new ones.";

/** `/account` for customers; `/accounts`: the operator's calls about them, keys and balances. */
export function createAccountRoutes(): Hono<AppEnv> {
  const routes = new Hono<AppEnv>();
  routes.get(
    "/account",
    describe({
      summary: "Read the credential's own account",
      description: "Its balances, what it has used, and its limits, which also name prices.",
      access: "account",
      answers: { 200: { description: "The account.", schema: AccountView } },
      errors: ERRORS,
    }),
    async (context) => {
      const { id } = await accountOf(context, "jobs:read");
      return context.json(await describeAccount(context, id));
    },
  );
  routes.post(
    "/account/rotate-webhook-secret",
    describe({
      summary: "Rotate the secret that signs callbacks of the account's jobs",
      description: "For 24 hours every callback is signed with both secrets, the new one first.",
      access: "account",
      answers: { 200: { description: "The new secret.", schema: RotatedSecretView } },
      errors: ERRORS,
    }),
    async (context) => {
      const { id } = await accountOf(context, "jobs:write");
      const rotated = await rotateCallbackSecret(context.get("services"), id);
      return context.json(presentRotatedSecret(rotated));
    },
  );
  routes.post(
    "/account/revoke-links",
    describe({
      summary: "Revoke every signed link to the account's media",
      description: REVOCATION,
      access: "account",
      answers: { 200: { description: "They are void.", schema: RevokedLinksView } },
      errors: ERRORS,
    }),
    async (context) => {
      const { id } = await accountOf(context, "jobs:write");
      return context.json(presentRevocation(await revokeLinks(context.get("services"), id)));
    },
  );
  for (const path of ["/accounts", "/accounts/*"]) {
    routes.use(path, async (context, next) => {
      await requireOperator(context.get("services"), context.get("auth"), context.req.raw.headers);
      await next();
    });
  }
  routes.post(
    "/accounts",
    describe({
      summary: "Create an account",
      access: "operator",
      body: {
        schema: CreateAccountRequest,
        example: { name: "Acme", tokens: 1000, limits: { maximumRunningJobs: 3 } },
      },
      answers: {
        201: { description: "The account, and its webhook secret.", schema: NewAccountView },
      },
      errors: BODY_ERRORS,
    }),
    async (context) => {
      const input = parseWith(CreateAccountRequest, await readJsonBody(context.req.raw));
      const { account, webhookSecret } = await createAccount(
        context.get("services"),
        input,
        callOf(context),
      );
      return context.json({ ...(await describeAccount(context, account.id)), webhookSecret }, 201);
    },
  );
  routes.get(
    "/accounts",
    describe({
      summary: "List accounts, oldest first",
      access: "operator",
      query: ListAccountsQuery,
      answers: { 200: { description: "One page.", schema: pageOf(AccountView) } },
      errors: ERRORS,
    }),
    async (context) => {
      const { cursor, limit } = parseWith(ListAccountsQuery, context.req.query());
      const page = await context.get("services").accounts.list(cursor ?? null, limit);
      const items = await Promise.all(page.map((account) => describeAccount(context, account.id)));
      const nextCursor = page.length === limit ? (page.at(-1)?.id ?? null) : null;
      return context.json({ items, nextCursor });
    },
  );
  routes.get(
    "/accounts/:id",
    describe({
      summary: "Read an account",
      access: "operator",
      answers: { 200: { description: "The account.", schema: AccountView } },
      errors: [...ERRORS, 404],
    }),
    async (context) => context.json(await describeAccount(context, idOf(context))),
  );
  routes.patch(
    "/accounts/:id",
    describe({
      summary: "Change an account",
      description: "Limits, name, monitorPublic, pool and disabled; what is left out stays.",
      access: "operator",
      body: { schema: AccountPatch, example: { maximumRunningJobs: 5, monitorPublic: true } },
      answers: { 200: { description: "The account as it is now.", schema: AccountView } },
      errors: [...BODY_ERRORS, 404],
    }),
    async (context) => {
      const patch = parseWith(AccountPatch, await readJsonBody(context.req.raw));
      const { name, monitorPublic, pool, disabled, ...limits } = patch;
      const services = context.get("services");
      const id = idOf(context);
      const what = { action: "account-changed", subjectId: id, details: patch } as const;
      await services.accounts.change(
        id,
        { limits, name, monitorPublic, pool, disabled },
        services.clock.now(),
        auditEntry(services, callOf(context), what),
      );
      return context.json(await describeAccount(context, id));
    },
  );
  routes.post(
    "/accounts/:id/revoke-links",
    describe({
      summary: "Revoke every signed link to an account's media",
      description: REVOCATION,
      access: "operator",
      answers: { 200: { description: "They are void.", schema: RevokedLinksView } },
      errors: [...ERRORS, 404],
    }),
    async (context) => {
      const services = context.get("services");
      const revokedAt = await revokeLinks(services, idOf(context), callOf(context));
      return context.json(presentRevocation(revokedAt));
    },
  );
  routes.post(
    "/accounts/:id/keys",
    describe({
      summary: "Create an API key",
      access: "operator",
      body: { schema: CreateKeyRequest, example: { name: "ci", scopes: ["jobs:read"] } },
      answers: { 201: { description: "The key, shown only now.", schema: NewKeyView } },
      errors: [...BODY_ERRORS, 404],
    }),
    async (context) => {
      const input = parseWith(CreateKeyRequest, await readJsonBody(context.req.raw));
      const services = context.get("services");
      const request = { ...input, accountId: idOf(context) };
      const key = await createApiKey(services, request, callOf(context));
      return context.json(key, 201);
    },
  );
  routes.get(
    "/accounts/:id/keys",
    describe({
      summary: "List an account's API keys",
      access: "operator",
      answers: {
        200: { description: "All keys.", schema: z.strictObject({ items: z.array(KeyView) }) },
      },
      errors: [...ERRORS, 404],
    }),
    async (context) => {
      const { id } = await readAccount(context, idOf(context));
      const keys = await context.get("services").accounts.listKeys(id);
      return context.json({ items: keys.map(presentKey) });
    },
  );
  routes.delete(
    "/accounts/:id/keys/:keyId",
    describe({
      summary: "Revoke an API key",
      access: "operator",
      answers: { 204: { description: "Revoked." } },
      errors: [...ERRORS, 404],
    }),
    async (context) => {
      const services = context.get("services");
      const id = idOf(context);
      const keyId = Uuid.safeParse(context.req.param("keyId")).data;
      const what = { action: "key-revoked", subjectId: id, details: { keyId } } as const;
      const audit = auditEntry(services, callOf(context), what);
      const revoked =
        keyId !== undefined &&
        (await services.accounts.revokeKey(id, keyId, services.clock.now(), audit));
      if (!revoked) throw new DomainError("not-found", "There is no key with this id.");
      return context.body(null, 204);
    },
  );
  routes.post(
    "/accounts/:id/grants",
    describe({
      summary: "Add to an account's balance",
      access: "operator",
      body: { schema: GrantRequest, example: { tokens: 500, note: "invoice 17" } },
      answers: { 201: { description: "The account as it is now.", schema: AccountView } },
      errors: [...BODY_ERRORS, 404],
    }),
    async (context) => {
      const input = parseWith(GrantRequest, await readJsonBody(context.req.raw));
      const accountId = idOf(context);
      await readAccount(context, accountId);
      const services = context.get("services");
      const { tokens, milliseconds, note } = input;
      const call = callOf(context);
      await grantBalance(services, accountId, "tokens", tokens, note, call);
      await grantBalance(services, accountId, "milliseconds", milliseconds, note, call);
      return context.json(await describeAccount(context, accountId), 201);
    },
  );
  return routes;
}

function presentRevocation(revokedAt: number): RevokedLinksView {
  return { revokedAt: time(revokedAt) };
}

async function readAccount(context: Context<AppEnv>, accountId: string): Promise<Account> {
  const account = await context.get("services").accounts.read(accountId);
  if (!account) throw new DomainError("not-found", "There is no account with this id.");
  return account;
}

async function describeAccount(context: Context<AppEnv>, accountId: string): Promise<AccountView> {
  const { accounts, assets, clock } = context.get("services");
  const account = await readAccount(context, accountId);
  const [balances, usedBytes] = await Promise.all([
    accounts.readBalances(accountId),
    assets.readUsedBytes(accountId, clock.now()),
  ]);
  return presentAccount(account, balances, usedBytes);
}
