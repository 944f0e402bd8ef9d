import { Hono, type Context } from "hono";
import { z } from "zod";
import type { TemplateInstance } from "../../domain/campaigns/campaign-store.ts";
import { createInstance } from "../../domain/campaigns/create-instance.ts";
import type { AppEnv } from "../../http/app-env.ts";
import { readJsonBody } from "../../http/json-body.ts";
import { parseRequest } from "../../http/parse-request.ts";
import { presentInstance } from "./convert.ts";
import { describe } from "./describe.ts";
import { accountOf, readNamed } from "./request-context.ts";
import { BODY_ERRORS, ONE_ERRORS } from "./route-descriptions.ts";
import { TemplateInstanceRequest } from "./schemas.ts";
import { TemplateInstanceView, VelocityMessage } from "./views.ts";

const LIST_PATH = "/campaign/:campaignId/template-instances";
const ONE_PATH = `${LIST_PATH}/:instanceId`;

/** Templates as campaigns use them, which document 003 names for campaign mode. */
export function createInstanceRoutes(): Hono<AppEnv> {
  const routes = new Hono<AppEnv>();
  routes.post(
    LIST_PATH,
    describe({
      summary: "Create a template instance in a campaign",
      description: "Its customizationMap is applied before that of each render.",
      access: "account",
      body: {
        schema: TemplateInstanceRequest,
        example: {
          templateId: "550e8400-e29b-41d4-a716-446655440000",
          name: "Blue headline",
          customizationMap: [{ layer: "Title", type: "text", value: "Summer sale" }],
        },
      },
      answers: { 200: { description: "The instance.", schema: TemplateInstanceView } },
      errors: [...BODY_ERRORS, 404],
    }),
    async (context) => {
      const account = await accountOf(context, "jobs:write");
      const campaignId = await readCampaignId(context, account.id);
      const body = await readJsonBody(context.req.raw);
      const { templateId, name, customizationMap } = parseRequest(TemplateInstanceRequest, body);
      const wish = { campaignId, templateId, name, changes: customizationMap };
      const instance = await createInstance(context.get("services"), account, wish);
      return context.json(presentInstance(instance));
    },
  );
  routes.get(
    LIST_PATH,
    describe({
      summary: "List a campaign's template instances, oldest first",
      access: "account",
      answers: { 200: { description: "All of them.", schema: z.array(TemplateInstanceView) } },
      errors: ONE_ERRORS,
    }),
    async (context) => {
      const { id: accountId } = await accountOf(context, "jobs:read");
      const campaignId = await readCampaignId(context, accountId);
      const instances = await context
        .get("services")
        .campaigns.listInstances(campaignId, accountId);
      return context.json(instances.map(presentInstance));
    },
  );
  routes.get(
    ONE_PATH,
    describe({
      summary: "Read a template instance",
      access: "account",
      answers: { 200: { description: "The instance.", schema: TemplateInstanceView } },
      errors: ONE_ERRORS,
    }),
    async (context) => {
      const { id } = await accountOf(context, "jobs:read");
      return context.json(presentInstance(await readOwnInstance(context, id)));
    },
  );
  routes.delete(
    ONE_PATH,
    describe({
      summary: "Delete a template instance",
      description: "Its renders stay.",
      access: "account",
      answers: { 200: { description: "Deleted.", schema: VelocityMessage } },
      errors: ONE_ERRORS,
    }),
    async (context) => {
      const { id: accountId } = await accountOf(context, "jobs:write");
      const { id } = await readOwnInstance(context, accountId);
      await context.get("services").campaigns.deleteInstance(id, accountId);
      return context.json({ message: "Template instance deleted successfully" });
    },
  );
  return routes;
}

async function readCampaignId(context: Context<AppEnv>, accountId: string): Promise<string> {
  const { campaigns } = context.get("services");
  const wanted = { parameter: "campaignId", what: "campaign" };
  return (await readNamed(context, wanted, (id) => campaigns.readOwned(id, accountId))).id;
}

/** An instance of this campaign: under another one it is unknown. */
async function readOwnInstance(
  context: Context<AppEnv>,
  accountId: string,
): Promise<TemplateInstance> {
  const campaignId = await readCampaignId(context, accountId);
  const { campaigns } = context.get("services");
  const wanted = { parameter: "instanceId", what: "template instance" };
  return readNamed(context, wanted, async (id) => {
    const instance = await campaigns.readInstance(id, accountId);
    return instance?.campaignId === campaignId ? instance : null;
  });
}
