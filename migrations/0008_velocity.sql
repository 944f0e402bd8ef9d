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
);
--> statement-breakpoint
CREATE INDEX `audio_files_by_account` ON `audio_files` (`account_id`,`id`);--> statement-breakpoint
CREATE INDEX `audio_files_by_group` ON `audio_files` (`group_id`);--> statement-breakpoint
CREATE INDEX `audio_files_by_asset` ON `audio_files` (`asset_id`);--> statement-breakpoint
CREATE TABLE `audio_groups` (
	`id` text PRIMARY KEY NOT NULL,
	`account_id` text NOT NULL,
	`name` text NOT NULL,
	`is_default` integer DEFAULT 0 NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`account_id`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `audio_groups_by_account` ON `audio_groups` (`account_id`,`id`);--> statement-breakpoint
CREATE UNIQUE INDEX `audio_groups_default` ON `audio_groups` (`account_id`) WHERE "audio_groups"."is_default" = 1;--> statement-breakpoint
CREATE TABLE `campaign_audio_groups` (
	`campaign_id` text NOT NULL,
	`group_id` text NOT NULL,
	`linked_at` integer NOT NULL,
	PRIMARY KEY(`campaign_id`, `group_id`)
);
--> statement-breakpoint
CREATE INDEX `campaign_audio_groups_by_group` ON `campaign_audio_groups` (`group_id`);--> statement-breakpoint
CREATE TABLE `campaigns` (
	`id` text PRIMARY KEY NOT NULL,
	`account_id` text NOT NULL,
	`name` text NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`account_id`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `campaigns_by_account` ON `campaigns` (`account_id`,`id`);--> statement-breakpoint
CREATE TABLE `template_instances` (
	`id` text PRIMARY KEY NOT NULL,
	`account_id` text NOT NULL,
	`campaign_id` text NOT NULL,
	`template_id` text NOT NULL,
	`template_name` text NOT NULL,
	`name` text NOT NULL,
	`changes_json` text NOT NULL,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `template_instances_by_campaign` ON `template_instances` (`campaign_id`,`id`);--> statement-breakpoint
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
);
--> statement-breakpoint
CREATE INDEX `template_renders_by_account` ON `template_renders` (`account_id`,`id`);--> statement-breakpoint
CREATE INDEX `template_renders_by_template` ON `template_renders` (`template_id`);--> statement-breakpoint
CREATE INDEX `template_renders_by_audio` ON `template_renders` (`audio_id`);--> statement-breakpoint
CREATE TABLE `templates` (
	`id` text PRIMARY KEY NOT NULL,
	`account_id` text NOT NULL,
	`name` text NOT NULL,
	`asset_id` text NOT NULL,
	`size_bytes` integer NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`id`) REFERENCES `jobs`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`asset_id`) REFERENCES `assets`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `templates_by_account` ON `templates` (`account_id`,`id`);--> statement-breakpoint
CREATE INDEX `templates_by_asset` ON `templates` (`asset_id`);