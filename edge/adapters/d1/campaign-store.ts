import { and, asc, eq, sql } from "drizzle-orm";
import { z } from "zod";
import type { CampaignStore, TemplateInstance } from "../../domain/campaigns/campaign-store.ts";
import { LayerChange } from "../../domain/templates/layer-change.ts";
import { groupColumns } from "./audio-store.ts";
import type { Database } from "./database.ts";
import {
  audioGroups,
  campaignAudioGroups,
  campaigns,
  templateInstances,
} from "./schema-velocity.ts";

const Changes = z.array(LayerChange);

/** The campaign store over D1 (or anything that runs the same SQL). */
export function createCampaignStore(database: Database): CampaignStore {
  return {
    ...linkMethods(database),
    ...instanceMethods(database),
    async create(campaign) {
      await database.insert(campaigns).values(campaign).onConflictDoNothing();
    },
    async readOwned(campaignId, accountId) {
      const row = await database
        .select()
        .from(campaigns)
        .where(and(eq(campaigns.id, campaignId), eq(campaigns.accountId, accountId)))
        .get();
      return row ?? null;
    },
    list: (accountId) =>
      database
        .select()
        .from(campaigns)
        .where(eq(campaigns.accountId, accountId))
        .orderBy(asc(campaigns.id)),
    async delete(campaignId, accountId) {
      const gone = sql`NOT EXISTS (SELECT 1 FROM campaigns WHERE id = ${campaignId})`;
      const [deleted] = await database.atomically([
        sql`DELETE FROM campaigns WHERE id = ${campaignId} AND account_id = ${accountId}
            RETURNING id`,
        sql`DELETE FROM campaign_audio_groups WHERE campaign_id = ${campaignId} AND ${gone}`,
        sql`DELETE FROM template_instances WHERE campaign_id = ${campaignId} AND ${gone}`,
      ]);
      return deleted !== undefined && deleted.rows.length > 0;
    },
  };
}

function linkMethods(database: Database) {
  return {
    async linkGroup({ campaignId, groupId, accountId, now }) {
      const [, found] = await database.atomically([
        sql`INSERT OR IGNORE INTO campaign_audio_groups (campaign_id, group_id, linked_at)
            SELECT campaigns.id, audio_groups.id, ${now} FROM campaigns, audio_groups
            WHERE campaigns.id = ${campaignId} AND campaigns.account_id = ${accountId}
              AND audio_groups.id = ${groupId} AND audio_groups.account_id = ${accountId}`,
        sql`SELECT 1 FROM campaign_audio_groups JOIN campaigns ON campaigns.id = campaign_id
            WHERE campaign_id = ${campaignId} AND group_id = ${groupId}
              AND campaigns.account_id = ${accountId}`,
      ]);
      return found !== undefined && found.rows.length > 0;
    },
    async unlinkGroup({ campaignId, groupId, accountId }) {
      const [deleted] = await database.atomically([
        sql`DELETE FROM campaign_audio_groups
            WHERE campaign_id = ${campaignId} AND group_id = ${groupId} AND EXISTS (
              SELECT 1 FROM campaigns WHERE id = ${campaignId} AND account_id = ${accountId})
            RETURNING group_id`,
      ]);
      return deleted !== undefined && deleted.rows.length > 0;
    },
    listGroups: (campaignId, accountId) =>
      database
        .select(groupColumns)
        .from(campaignAudioGroups)
        .innerJoin(audioGroups, eq(audioGroups.id, campaignAudioGroups.groupId))
        .where(
          and(eq(campaignAudioGroups.campaignId, campaignId), eq(audioGroups.accountId, accountId)),
        )
        .orderBy(asc(audioGroups.id)),
  } satisfies Partial<CampaignStore>;
}

function instanceMethods(database: Database) {
  return {
    async createInstance(instance) {
      const { id, accountId, campaignId, templateId, templateName, name, changes } = instance;
      const [created] = await database.atomically([
        sql`INSERT INTO template_instances (id, account_id, campaign_id, template_id,
              template_name, name, changes_json, created_at)
            SELECT ${id}, account_id, id, ${templateId}, ${templateName}, ${name},
              ${JSON.stringify(changes)}, ${instance.createdAt}
            FROM campaigns WHERE id = ${campaignId} AND account_id = ${accountId}
            RETURNING id`,
      ]);
      return created !== undefined && created.rows.length > 0;
    },
    async readInstance(instanceId, accountId) {
      const row = await database
        .select()
        .from(templateInstances)
        .where(
          and(eq(templateInstances.id, instanceId), eq(templateInstances.accountId, accountId)),
        )
        .get();
      return row ? toInstance(row) : null;
    },
    async listInstances(campaignId, accountId) {
      const rows = await database
        .select()
        .from(templateInstances)
        .where(
          and(
            eq(templateInstances.campaignId, campaignId),
            eq(templateInstances.accountId, accountId),
          ),
        )
        .orderBy(asc(templateInstances.id));
      return rows.map(toInstance);
    },
    async deleteInstance(instanceId, accountId) {
      const [deleted] = await database.atomically([
        sql`DELETE FROM template_instances
            WHERE id = ${instanceId} AND account_id = ${accountId} RETURNING id`,
      ]);
      return deleted !== undefined && deleted.rows.length > 0;
    },
  } satisfies Partial<CampaignStore>;
}

function toInstance(row: typeof templateInstances.$inferSelect): TemplateInstance {
  const { changesJson, ...kept } = row;
  return { ...kept, changes: Changes.parse(JSON.parse(changesJson)) };
}
