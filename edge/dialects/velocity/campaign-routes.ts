import { Hono, type Context } from "hono";
import { z } from "zod";
import type { Campaign } from "../../domain/campaigns/campaign-store.ts";
import { createCampaign } from "../../domain/campaigns/create-campaign.ts";
import { DomainError } from "../../domain/errors.ts";
import type { AppEnv } from "../../http/app-env.ts";
import { readJsonBody } from "../../http/json-body.ts";
import { parseRequest } from "../../http/parse-request.ts";
import { presentCampaign, presentGroup, presentInstance } from "./convert.ts";
import { describe } from "./describe.ts";
import { accountOf, readNamed } from "./request-context.ts";
import { BODY_ERRORS, LIST_ERRORS, ONE_ERRORS } from "./route-descriptions.ts";
import { NamedRequest } from "./schemas.ts";
import { CampaignDetails, CampaignView, VelocityMessage } from "./views.ts";

const LINK_PATH = "/campaign/:campaignId/audio-groups/:groupId";

/** Campaigns and their links to groups of sounds, which document 003 names for campaign mode. */
export function createCampaignRoutes(): Hono<AppEnv> {
  const routes = new Hono<AppEnv>();
  routes.post(
    "/campaign",
    describe({
      summary: "Create a campaign",
      access: "account",
      body: { schema: NamedRequest, example: { name: "Summer sale" } },
      answers: { 200: { description: "The campaign.", schema: CampaignView } },
      errors: BODY_ERRORS,
    }),
    async (context) => {
      const { id } = await accountOf(context, "jobs:write");
      const { name } = parseRequest(NamedRequest, await readJsonBody(context.req.raw));
      return context.json(presentCampaign(await createCampaign(context.get("services"), id, name)));
    },
  );
  routes.get(
    "/campaign",
    describe({
      summary: "List the campaigns, oldest first",
      access: "account",
      answers: { 200: { description: "All campaigns.", schema: z.array(CampaignView) } },
      errors: LIST_ERRORS,
    }),
    async (context) => {
      const { id } = await accountOf(context, "jobs:read");
      const campaigns = await context.get("services").campaigns.list(id);
      return context.json(campaigns.map(presentCampaign));
    },
  );
  routes.get(
    "/campaign/:campaignId",
    describe({
      summary: "Read a campaign with its audio asset groups and template instances",
      access: "account",
      answers: { 200: { description: "The campaign.", schema: CampaignDetails } },
      errors: ONE_ERRORS,
    }),
    async (context) => {
      const { id: accountId } = await accountOf(context, "jobs:read");
      const campaign = await readOwnCampaign(context, accountId);
      const { campaigns } = context.get("services");
      const [groups, instances] = await Promise.all([
        campaigns.listGroups(campaign.id, accountId),
        campaigns.listInstances(campaign.id, accountId),
      ]);
      return context.json({
        ...presentCampaign(campaign),
        audioGroups: groups.map(presentGroup),
        templateInstances: instances.map(presentInstance),
      });
    },
  );
  routes.delete(
    "/campaign/:campaignId",
    describe({
      summary: "Delete a campaign with its template instances",
      description: "Its renders stay, and so do templates and audio asset groups.",
      access: "account",
      answers: { 200: { description: "Deleted.", schema: VelocityMessage } },
      errors: ONE_ERRORS,
    }),
    async (context) => {
      const { id: accountId } = await accountOf(context, "jobs:write");
      const { id } = await readOwnCampaign(context, accountId);
      await context.get("services").campaigns.delete(id, accountId);
      return context.json({ message: "Campaign deleted successfully" });
    },
  );
  addLinkRoutes(routes);
  return routes;
}

function addLinkRoutes(routes: Hono<AppEnv>): void {
  routes.post(
    LINK_PATH,
    describe({
      summary: "Link an audio asset group to a campaign",
      description:
        "Renders of the campaign may have its audio files. Linking twice is linking once.",
      access: "account",
      answers: { 200: { description: "Linked.", schema: VelocityMessage } },
      errors: ONE_ERRORS,
    }),
    async (context) => {
      const { campaigns, clock } = context.get("services");
      const link = await readLink(context);
      if (!(await campaigns.linkGroup({ ...link, now: clock.now() }))) throw notFound();
      return context.json({ message: "Audio asset group linked successfully" });
    },
  );
  routes.delete(
    LINK_PATH,
    describe({
      summary: "Unlink an audio asset group from a campaign",
      access: "account",
      answers: { 200: { description: "Unlinked.", schema: VelocityMessage } },
      errors: ONE_ERRORS,
    }),
    async (context) => {
      const { campaigns } = context.get("services");
      if (!(await campaigns.unlinkGroup(await readLink(context)))) throw notFound();
      return context.json({ message: "Audio asset group unlinked successfully" });
    },
  );
}

/** Campaign and group of a path; both are the account's. */
async function readLink(context: Context<AppEnv>) {
  const { id: accountId } = await accountOf(context, "jobs:write");
  const { id: campaignId } = await readOwnCampaign(context, accountId);
  const { audio } = context.get("services");
  const wanted = { parameter: "groupId", what: "audio asset group" };
  const group = await readNamed(context, wanted, (id) => audio.readGroup(id, accountId));
  return { campaignId, groupId: group.id, accountId };
}

function readOwnCampaign(context: Context<AppEnv>, accountId: string): Promise<Campaign> {
  const { campaigns } = context.get("services");
  return readNamed(context, { parameter: "campaignId", what: "campaign" }, (id) =>
    campaigns.readOwned(id, accountId),
  );
}

function notFound(): DomainError {
  return new DomainError("not-found", "The campaign has no such audio asset group.");
}
