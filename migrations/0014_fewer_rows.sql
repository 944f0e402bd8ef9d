-- A table with a key of text is two: its rows by number, and an index of the key. Without row numbers
-- it is one, and each row that is written counts once less. Tables are copied, dropped before those
-- they refer to, and made again after them, so that no reference is broken at any moment.
CREATE TABLE `kept_jobs` AS SELECT * FROM `jobs`;
--> statement-breakpoint
CREATE TABLE `kept_assets` AS SELECT * FROM `assets`;
--> statement-breakpoint
CREATE TABLE `kept_tasks` AS SELECT * FROM `tasks`;
--> statement-breakpoint
CREATE TABLE `kept_task_dependencies` AS SELECT * FROM `task_dependencies`;
--> statement-breakpoint
CREATE TABLE `kept_templates` AS SELECT * FROM `templates`;
--> statement-breakpoint
CREATE TABLE `kept_audio_files` AS SELECT * FROM `audio_files`;
--> statement-breakpoint
CREATE TABLE `kept_template_renders` AS SELECT * FROM `template_renders`;
--> statement-breakpoint
CREATE TABLE `kept_job_inputs` AS SELECT * FROM `job_inputs`;
--> statement-breakpoint
CREATE TABLE `kept_task_outputs` AS SELECT * FROM `task_outputs`;
--> statement-breakpoint
CREATE TABLE `kept_task_output_parts` AS SELECT * FROM `task_output_parts`;
--> statement-breakpoint
CREATE TABLE `kept_node_speeds` AS SELECT * FROM `node_speeds`;
--> statement-breakpoint
CREATE TABLE `kept_fleet_minutes` AS SELECT * FROM `fleet_minutes`;
--> statement-breakpoint
CREATE TABLE `kept_outbox` AS SELECT * FROM `outbox`;
--> statement-breakpoint
DROP TABLE `outbox`;
--> statement-breakpoint
DROP TABLE `fleet_minutes`;
--> statement-breakpoint
DROP TABLE `node_speeds`;
--> statement-breakpoint
DROP TABLE `task_output_parts`;
--> statement-breakpoint
DROP TABLE `task_outputs`;
--> statement-breakpoint
DROP TABLE `job_inputs`;
--> statement-breakpoint
DROP TABLE `template_renders`;
--> statement-breakpoint
DROP TABLE `audio_files`;
--> statement-breakpoint
DROP TABLE `templates`;
--> statement-breakpoint
DROP TABLE `task_dependencies`;
--> statement-breakpoint
DROP TABLE `tasks`;
--> statement-breakpoint
DROP TABLE `assets`;
--> statement-breakpoint
DROP TABLE `jobs`;
--> statement-breakpoint
CREATE TABLE `jobs` (
	`id` text PRIMARY KEY NOT NULL,
	`account_id` text NOT NULL,
	`pool` text NOT NULL,
	`dialect` text NOT NULL,
	`kind` text NOT NULL,
	`state` text NOT NULL,
	`stage` text,
	`percent` real DEFAULT 0 NOT NULL,
	`request_json` text NOT NULL,
	`callback_url` text,
	`callback_progress` integer DEFAULT false NOT NULL,
	`batch_id` text,
	`batch_index` integer,
	`priority` integer DEFAULT 0 NOT NULL,
	`metered` integer DEFAULT 0 NOT NULL,
	`render_milliseconds` integer DEFAULT 0 NOT NULL,
	`estimated_seconds` integer NOT NULL,
	`notice` text,
	`error_code` text,
	`error_message` text,
	`settled_by` text,
	`cancel_id` text,
	`cancel_requested_at` integer,
	`created_at` integer NOT NULL,
	`started_at` integer,
	`finished_at` integer,
	`deadline_at` integer NOT NULL,
	`deleted_at` integer,
	FOREIGN KEY (`account_id`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`batch_id`) REFERENCES `batches`(`id`) ON UPDATE no action ON DELETE no action
) WITHOUT ROWID;
--> statement-breakpoint
INSERT INTO `jobs` (`id`, `account_id`, `pool`, `dialect`, `kind`, `state`, `stage`, `percent`, `request_json`, `callback_url`, `callback_progress`, `batch_id`, `batch_index`, `priority`, `metered`, `render_milliseconds`, `estimated_seconds`, `notice`, `error_code`, `error_message`, `settled_by`, `cancel_id`, `cancel_requested_at`, `created_at`, `started_at`, `finished_at`, `deadline_at`, `deleted_at`)
SELECT `id`, `account_id`, `pool`, `dialect`, `kind`, `state`, `stage`, `percent`, `request_json`, `callback_url`, `callback_progress`, `batch_id`, `batch_index`, `priority`, `metered`, `render_milliseconds`, `estimated_seconds`, `notice`, `error_code`, `error_message`, `settled_by`, `cancel_id`, `cancel_requested_at`, `created_at`, `started_at`, `finished_at`, `deadline_at`, `deleted_at` FROM `kept_jobs`;
--> statement-breakpoint
CREATE INDEX `jobs_by_account` ON `jobs` (`account_id`,`id`);
--> statement-breakpoint
CREATE INDEX `jobs_by_batch` ON `jobs` (`batch_id`,`batch_index`) WHERE "jobs"."batch_id" IS NOT NULL;
--> statement-breakpoint
CREATE INDEX `jobs_open` ON `jobs` (`state`,`account_id`,`deadline_at`) WHERE "jobs"."finished_at" IS NULL;
--> statement-breakpoint
CREATE INDEX `jobs_by_end` ON `jobs` (`finished_at`,`state`,`started_at`,`created_at`) WHERE "jobs"."finished_at" IS NOT NULL;
--> statement-breakpoint
CREATE TABLE `assets` (
	`id` text PRIMARY KEY NOT NULL,
	`account_id` text NOT NULL,
	`job_id` text,
	`task_id` text,
	`name` text NOT NULL,
	`object_key` text NOT NULL,
	`content_type` text NOT NULL,
	`size_bytes` integer NOT NULL,
	`sha256` text NOT NULL,
	`etag` text NOT NULL,
	`media_json` text,
	`final` integer NOT NULL,
	`created_at` integer NOT NULL,
	`deleted_at` integer,
	`bytes_deleted_at` integer,
	FOREIGN KEY (`account_id`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE no action
) WITHOUT ROWID;
--> statement-breakpoint
INSERT INTO `assets` (`id`, `account_id`, `job_id`, `task_id`, `name`, `object_key`, `content_type`, `size_bytes`, `sha256`, `etag`, `media_json`, `final`, `created_at`, `deleted_at`, `bytes_deleted_at`)
SELECT `id`, `account_id`, `job_id`, `task_id`, `name`, `object_key`, `content_type`, `size_bytes`, `sha256`, `etag`, `media_json`, `final`, `created_at`, `deleted_at`, `bytes_deleted_at` FROM `kept_assets`;
--> statement-breakpoint
CREATE INDEX `assets_by_job` ON `assets` (`account_id`,`job_id`);
--> statement-breakpoint
CREATE INDEX `assets_intermediate` ON `assets` (`created_at`) WHERE "assets"."final" = 0 AND "assets"."deleted_at" IS NULL;
--> statement-breakpoint
CREATE INDEX `assets_owed_deletion` ON `assets` (`deleted_at`) WHERE "assets"."deleted_at" IS NOT NULL AND "assets"."bytes_deleted_at" IS NULL;
--> statement-breakpoint
CREATE TABLE `tasks` (
	`id` text NOT NULL,
	`job_id` text NOT NULL,
	`account_id` text NOT NULL,
	`pool` text NOT NULL,
	`position` integer NOT NULL,
	`kind` text NOT NULL,
	`spec_json` text NOT NULL,
	`requirements_json` text NOT NULL,
	`final` integer DEFAULT 0 NOT NULL,
	`expected_seconds` real NOT NULL,
	`workload_class` text DEFAULT '' NOT NULL,
	`work_units` real DEFAULT 0 NOT NULL,
	`deadline_seconds` integer NOT NULL,
	`state` text NOT NULL,
	`epoch` integer DEFAULT 0 NOT NULL,
	`stage` text,
	`percent` real DEFAULT 0 NOT NULL,
	`node_id` text,
	`slot_index` integer,
	`lease_id` text,
	`leased_at` integer,
	`lease_expires_at` integer,
	`settled_by` text,
	`settlement_id` text,
	`attempts` integer DEFAULT 0 NOT NULL,
	`losses` integer DEFAULT 0 NOT NULL,
	`tried_nodes_json` text DEFAULT '[]' NOT NULL,
	`ready_at` integer,
	`retry_at` integer,
	`cache_key` text,
	`result_json` text,
	`error_code` text,
	`error_message` text,
	`render_milliseconds` integer DEFAULT 0 NOT NULL,
	`created_at` integer NOT NULL,
	`finished_at` integer,
	PRIMARY KEY(`job_id`, `id`),
	FOREIGN KEY (`job_id`) REFERENCES `jobs`(`id`) ON UPDATE no action ON DELETE no action
) WITHOUT ROWID;
--> statement-breakpoint
INSERT INTO `tasks` (`id`, `job_id`, `account_id`, `pool`, `position`, `kind`, `spec_json`, `requirements_json`, `final`, `expected_seconds`, `workload_class`, `work_units`, `deadline_seconds`, `state`, `epoch`, `stage`, `percent`, `node_id`, `slot_index`, `lease_id`, `leased_at`, `lease_expires_at`, `settled_by`, `attempts`, `losses`, `tried_nodes_json`, `ready_at`, `retry_at`, `cache_key`, `result_json`, `error_code`, `error_message`, `render_milliseconds`, `created_at`, `finished_at`)
SELECT `id`, `job_id`, `account_id`, `pool`, `position`, `kind`, `spec_json`, `requirements_json`, `final`, `expected_seconds`, `workload_class`, `work_units`, `deadline_seconds`, `state`, `epoch`, `stage`, `percent`, `node_id`, `slot_index`, `lease_id`, `leased_at`, `lease_expires_at`, `settled_by`, `attempts`, `losses`, `tried_nodes_json`, `ready_at`, `retry_at`, `cache_key`, `result_json`, `error_code`, `error_message`, `render_milliseconds`, `created_at`, `finished_at` FROM `kept_tasks`;
--> statement-breakpoint
CREATE UNIQUE INDEX `tasks_by_lease` ON `tasks` (`lease_id`) WHERE "tasks"."lease_id" IS NOT NULL;
--> statement-breakpoint
CREATE INDEX `tasks_by_cache_key` ON `tasks` (`account_id`,`cache_key`) WHERE "tasks"."cache_key" IS NOT NULL;
--> statement-breakpoint
CREATE TABLE `task_dependencies` (
	`job_id` text NOT NULL,
	`task_id` text NOT NULL,
	`depends_on_task_id` text NOT NULL,
	PRIMARY KEY(`job_id`, `task_id`, `depends_on_task_id`),
	FOREIGN KEY (`job_id`,`task_id`) REFERENCES `tasks`(`job_id`,`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`job_id`,`depends_on_task_id`) REFERENCES `tasks`(`job_id`,`id`) ON UPDATE no action ON DELETE no action
) WITHOUT ROWID;
--> statement-breakpoint
INSERT INTO `task_dependencies` (`job_id`, `task_id`, `depends_on_task_id`)
SELECT `kept_tasks`.`job_id`, `task_id`, `depends_on_task_id`
FROM `kept_task_dependencies` JOIN `kept_tasks` ON `kept_tasks`.`id` = `task_id`;
--> statement-breakpoint
CREATE TABLE `templates` (
	`id` text PRIMARY KEY NOT NULL,
	`account_id` text NOT NULL,
	`name` text NOT NULL,
	`asset_id` text NOT NULL,
	`size_bytes` integer NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`id`) REFERENCES `jobs`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`asset_id`) REFERENCES `assets`(`id`) ON UPDATE no action ON DELETE no action
) WITHOUT ROWID;
--> statement-breakpoint
INSERT INTO `templates` (`id`, `account_id`, `name`, `asset_id`, `size_bytes`, `created_at`)
SELECT `id`, `account_id`, `name`, `asset_id`, `size_bytes`, `created_at` FROM `kept_templates`;
--> statement-breakpoint
CREATE INDEX `templates_by_account` ON `templates` (`account_id`,`id`);
--> statement-breakpoint
CREATE INDEX `templates_by_asset` ON `templates` (`asset_id`);
--> statement-breakpoint
CREATE TABLE `audio_files` (
	`id` text PRIMARY KEY NOT NULL,
	`account_id` text NOT NULL,
	`group_id` text,
	`name` text NOT NULL,
	`asset_id` text NOT NULL,
	`content_type` text NOT NULL,
	`size_bytes` integer NOT NULL,
	`duration_seconds` real,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`id`) REFERENCES `jobs`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`asset_id`) REFERENCES `assets`(`id`) ON UPDATE no action ON DELETE no action
) WITHOUT ROWID;
--> statement-breakpoint
INSERT INTO `audio_files` (`id`, `account_id`, `group_id`, `name`, `asset_id`, `content_type`, `size_bytes`, `duration_seconds`, `created_at`)
SELECT `id`, `account_id`, `group_id`, `name`, `asset_id`, `content_type`, `size_bytes`, `duration_seconds`, `created_at` FROM `kept_audio_files`;
--> statement-breakpoint
CREATE INDEX `audio_files_by_account` ON `audio_files` (`account_id`,`id`);
--> statement-breakpoint
CREATE INDEX `audio_files_by_group` ON `audio_files` (`group_id`);
--> statement-breakpoint
CREATE INDEX `audio_files_by_asset` ON `audio_files` (`asset_id`);
--> statement-breakpoint
CREATE TABLE `template_renders` (
	`id` text PRIMARY KEY NOT NULL,
	`account_id` text NOT NULL,
	`name` text NOT NULL,
	`template_id` text NOT NULL,
	`template_name` text NOT NULL,
	`template_instance_id` text,
	`template_instance_name` text,
	`campaign_id` text,
	`audio_id` text,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`id`) REFERENCES `jobs`(`id`) ON UPDATE no action ON DELETE no action
) WITHOUT ROWID;
--> statement-breakpoint
INSERT INTO `template_renders` (`id`, `account_id`, `name`, `template_id`, `template_name`, `template_instance_id`, `template_instance_name`, `campaign_id`, `audio_id`, `created_at`)
SELECT `id`, `account_id`, `name`, `template_id`, `template_name`, `template_instance_id`, `template_instance_name`, `campaign_id`, `audio_id`, `created_at` FROM `kept_template_renders`;
--> statement-breakpoint
CREATE INDEX `template_renders_by_account` ON `template_renders` (`account_id`,`id`);
--> statement-breakpoint
CREATE INDEX `template_renders_by_template` ON `template_renders` (`template_id`);
--> statement-breakpoint
CREATE INDEX `template_renders_by_audio` ON `template_renders` (`audio_id`);
--> statement-breakpoint
CREATE TABLE `job_inputs` (
	`asset_id` text NOT NULL,
	`job_id` text NOT NULL,
	PRIMARY KEY(`asset_id`, `job_id`),
	FOREIGN KEY (`asset_id`) REFERENCES `assets`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`job_id`) REFERENCES `jobs`(`id`) ON UPDATE no action ON DELETE no action
) WITHOUT ROWID;
--> statement-breakpoint
INSERT INTO `job_inputs` (`asset_id`, `job_id`)
SELECT `asset_id`, `job_id` FROM `kept_job_inputs`;
--> statement-breakpoint
CREATE INDEX `job_inputs_by_job` ON `job_inputs` (`job_id`);
--> statement-breakpoint
CREATE TABLE `task_outputs` (
	`lease_id` text NOT NULL,
	`name` text NOT NULL,
	`task_id` text NOT NULL,
	`epoch` integer NOT NULL,
	`object_key` text NOT NULL,
	`content_type` text NOT NULL,
	`size_bytes` integer NOT NULL,
	`sha256` text NOT NULL,
	`upload_id` text,
	`etag` text,
	`verified_at` integer,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`lease_id`, `name`)
) WITHOUT ROWID;
--> statement-breakpoint
INSERT INTO `task_outputs` (`lease_id`, `name`, `task_id`, `epoch`, `object_key`, `content_type`, `size_bytes`, `sha256`, `upload_id`, `etag`, `verified_at`, `created_at`)
SELECT `lease_id`, `name`, `task_id`, `epoch`, `object_key`, `content_type`, `size_bytes`, `sha256`, `upload_id`, `etag`, `verified_at`, `created_at` FROM `kept_task_outputs`;
--> statement-breakpoint
CREATE TABLE `task_output_parts` (
	`lease_id` text NOT NULL,
	`name` text NOT NULL,
	`part_number` integer NOT NULL,
	`etag` text NOT NULL,
	`size_bytes` integer NOT NULL,
	PRIMARY KEY(`lease_id`, `name`, `part_number`)
) WITHOUT ROWID;
--> statement-breakpoint
INSERT INTO `task_output_parts` (`lease_id`, `name`, `part_number`, `etag`, `size_bytes`)
SELECT `lease_id`, `name`, `part_number`, `etag`, `size_bytes` FROM `kept_task_output_parts`;
--> statement-breakpoint
CREATE TABLE `node_speeds` (
	`node_id` text NOT NULL,
	`workload_class` text NOT NULL,
	`samples` integer NOT NULL,
	`seconds_per_unit` real NOT NULL,
	`variance` real NOT NULL,
	`measured_at` integer NOT NULL,
	PRIMARY KEY(`node_id`, `workload_class`)
) WITHOUT ROWID;
--> statement-breakpoint
INSERT INTO `node_speeds` (`node_id`, `workload_class`, `samples`, `seconds_per_unit`, `variance`, `measured_at`)
SELECT `node_id`, `workload_class`, `samples`, `seconds_per_unit`, `variance`, `measured_at` FROM `kept_node_speeds`;
--> statement-breakpoint
CREATE TABLE `fleet_minutes` (
	`pool` text NOT NULL,
	`starts_at` integer NOT NULL,
	`starts` integer NOT NULL,
	`finishes` integer NOT NULL,
	`failures` integer NOT NULL,
	`busy_slot_seconds` real NOT NULL,
	`waiting` integer,
	`slots` integer,
	PRIMARY KEY(`starts_at`, `pool`)
) WITHOUT ROWID;
--> statement-breakpoint
INSERT INTO `fleet_minutes` (`pool`, `starts_at`, `starts`, `finishes`, `failures`, `busy_slot_seconds`, `waiting`, `slots`)
SELECT `pool`, `starts_at`, `starts`, `finishes`, `failures`, `busy_slot_seconds`, `waiting`, `slots` FROM `kept_fleet_minutes`;
--> statement-breakpoint
-- From here on a row for each commit, gone once it was told.
CREATE TABLE `outbox` (
	`job_id` text NOT NULL,
	`ordinal` integer NOT NULL,
	`event_id` text NOT NULL,
	`events_json` text NOT NULL,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`job_id`, `ordinal`)
) WITHOUT ROWID;
--> statement-breakpoint
INSERT INTO `outbox` (`job_id`, `ordinal`, `event_id`, `events_json`, `created_at`)
SELECT `job_id`, `ordinal`, `event_id`, json_array(json(`payload_json`)), `created_at`
FROM `kept_outbox` WHERE `done_at` IS NULL;
--> statement-breakpoint
CREATE TABLE `ended_leases` (
	`lease_id` text PRIMARY KEY NOT NULL,
	`task_id` text NOT NULL,
	`job_id` text NOT NULL,
	`account_id` text NOT NULL,
	`pool` text NOT NULL,
	`node_id` text NOT NULL,
	`epoch` integer NOT NULL,
	`by_node` integer NOT NULL,
	`task_state` text NOT NULL,
	`cause` text,
	`leased_at` integer NOT NULL,
	`ended_at` integer NOT NULL
) WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `ended_leases_by_end` ON `ended_leases` (`ended_at`);
--> statement-breakpoint
-- The nodes of these leases may still repeat the call that ended them, and their bytes be swept.
INSERT OR IGNORE INTO `ended_leases` (`lease_id`, `task_id`, `job_id`, `account_id`, `pool`, `node_id`,
  `epoch`, `by_node`, `task_state`, `cause`, `leased_at`, `ended_at`)
SELECT substr(requeued.`event_id`, 1, instr(requeued.`event_id`, ':') - 1), tasks.`id`, tasks.`job_id`,
  tasks.`account_id`, tasks.`pool`, leased.`payload_json` ->> '$.nodeId',
  leased.`payload_json` ->> '$.epoch', requeued.`event_id` NOT LIKE '%:taken:requeued', 'ready',
  CASE WHEN requeued.`payload_json` ->> '$.cause' IN ('error', 'lost')
    THEN requeued.`payload_json` ->> '$.cause' END,
  leased.`created_at`, requeued.`created_at`
FROM `kept_outbox` AS requeued
JOIN `kept_outbox` AS leased ON leased.`job_id` = requeued.`job_id` AND leased.`event_id`
  = substr(requeued.`event_id`, 1, instr(requeued.`event_id`, ':') - 1) || ':leased'
JOIN `tasks` ON tasks.`job_id` = leased.`job_id` AND tasks.`id` = leased.`payload_json` ->> '$.taskId'
WHERE requeued.`payload_json` ->> '$.type' = 'task-requeued';
--> statement-breakpoint
DROP TABLE `kept_jobs`;
--> statement-breakpoint
DROP TABLE `kept_assets`;
--> statement-breakpoint
DROP TABLE `kept_tasks`;
--> statement-breakpoint
DROP TABLE `kept_task_dependencies`;
--> statement-breakpoint
DROP TABLE `kept_templates`;
--> statement-breakpoint
DROP TABLE `kept_audio_files`;
--> statement-breakpoint
DROP TABLE `kept_template_renders`;
--> statement-breakpoint
DROP TABLE `kept_job_inputs`;
--> statement-breakpoint
DROP TABLE `kept_task_outputs`;
--> statement-breakpoint
DROP TABLE `kept_task_output_parts`;
--> statement-breakpoint
DROP TABLE `kept_node_speeds`;
--> statement-breakpoint
DROP TABLE `kept_fleet_minutes`;
--> statement-breakpoint
DROP TABLE `kept_outbox`;
--> statement-breakpoint
-- However a lease ends, but by its task being done: somebody must look for what it left.
CREATE TRIGGER `tasks_leave_ended_leases` AFTER UPDATE OF `state` ON `tasks`
WHEN OLD.`state` = 'leased' AND NEW.`state` NOT IN ('leased', 'done')
BEGIN
  INSERT OR IGNORE INTO `ended_leases` (`lease_id`, `task_id`, `job_id`, `account_id`, `pool`, `node_id`,
    `epoch`, `by_node`, `task_state`, `cause`, `leased_at`, `ended_at`)
  VALUES (OLD.`lease_id`, OLD.`id`, OLD.`job_id`, OLD.`account_id`, OLD.`pool`, OLD.`node_id`,
    OLD.`epoch`, NEW.`settled_by` = OLD.`lease_id`, NEW.`state`,
    CASE WHEN NEW.`attempts` > OLD.`attempts` THEN 'error' WHEN NEW.`losses` > OLD.`losses` THEN 'lost' END,
    OLD.`leased_at`, COALESCE(NEW.`finished_at`, NEW.`ready_at`));
END;
