import { sql } from "drizzle-orm";
import {
  index,
  integer,
  primaryKey,
  real,
  sqliteTable,
  text,
  uniqueIndex,
} from "drizzle-orm/sqlite-core";
import { accounts, assets, jobs } from "./schema.ts";

/**
 * Templates, sounds, campaigns and renders. What has a job has its id: the job's row says how far
 * it is, and that its account deleted it.
 */

export const templates = sqliteTable(
  "templates",
  {
    id: text("id")
      .primaryKey()
      .references(() => jobs.id),
    accountId: text("account_id").notNull(),
    name: text("name").notNull(),
    /** The archive as it was uploaded. */
    assetId: text("asset_id")
      .notNull()
      .references(() => assets.id),
    sizeBytes: integer("size_bytes").notNull(),
    createdAt: integer("created_at").notNull(),
  },
  (table) => [
    index("templates_by_account").on(table.accountId, table.id),
    index("templates_by_asset").on(table.assetId),
  ],
);

export const audioGroups = sqliteTable(
  "audio_groups",
  {
    id: text("id").primaryKey(),
    accountId: text("account_id")
      .notNull()
      .references(() => accounts.id),
    name: text("name").notNull(),
    /** 1: sounds that name no group go here. */
    isDefault: integer("is_default").notNull().default(0),
    createdAt: integer("created_at").notNull(),
  },
  (table) => [
    index("audio_groups_by_account").on(table.accountId, table.id),
    uniqueIndex("audio_groups_default")
      .on(table.accountId)
      .where(sql`${table.isDefault} = 1`),
  ],
);

export const audioFiles = sqliteTable(
  "audio_files",
  {
    id: text("id")
      .primaryKey()
      .references(() => jobs.id),
    accountId: text("account_id").notNull(),
    groupId: text("group_id"),
    name: text("name").notNull(),
    /** The file as it was uploaded. */
    assetId: text("asset_id")
      .notNull()
      .references(() => assets.id),
    contentType: text("content_type").notNull(),
    sizeBytes: integer("size_bytes").notNull(),
    /** Copied from the inspection when somebody first asks for it. */
    durationSeconds: real("duration_seconds"),
    createdAt: integer("created_at").notNull(),
  },
  (table) => [
    index("audio_files_by_account").on(table.accountId, table.id),
    index("audio_files_by_group").on(table.groupId),
    index("audio_files_by_asset").on(table.assetId),
  ],
);

export const campaigns = sqliteTable(
  "campaigns",
  {
    id: text("id").primaryKey(),
    accountId: text("account_id")
      .notNull()
      .references(() => accounts.id),
    name: text("name").notNull(),
    createdAt: integer("created_at").notNull(),
  },
  (table) => [index("campaigns_by_account").on(table.accountId, table.id)],
);

export const campaignAudioGroups = sqliteTable(
  "campaign_audio_groups",
  {
    campaignId: text("campaign_id").notNull(),
    groupId: text("group_id").notNull(),
    linkedAt: integer("linked_at").notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.campaignId, table.groupId] }),
    index("campaign_audio_groups_by_group").on(table.groupId),
  ],
);

export const templateInstances = sqliteTable(
  "template_instances",
  {
    id: text("id").primaryKey(),
    accountId: text("account_id").notNull(),
    campaignId: text("campaign_id").notNull(),
    templateId: text("template_id").notNull(),
    /** A copy: the template may be deleted before the instance. */
    templateName: text("template_name").notNull(),
    name: text("name").notNull(),
    /** `LayerChange[]` as the client wrote them. */
    changesJson: text("changes_json").notNull(),
    createdAt: integer("created_at").notNull(),
  },
  (table) => [index("template_instances_by_campaign").on(table.campaignId, table.id)],
);

/**
 * What a render was made from, with the names as they were then. Its key is its account's list; the
 * id is a job's, not by a reference, for which every job that goes would need an index by id.
 */
export const templateRenders = sqliteTable(
  "template_renders",
  {
    id: text("id").notNull(),
    accountId: text("account_id").notNull(),
    name: text("name").notNull(),
    templateId: text("template_id").notNull(),
    templateName: text("template_name").notNull(),
    templateInstanceId: text("template_instance_id"),
    templateInstanceName: text("template_instance_name"),
    campaignId: text("campaign_id"),
    audioId: text("audio_id"),
    createdAt: integer("created_at").notNull(),
  },
  (table) => [primaryKey({ columns: [table.accountId, table.id] })],
);
