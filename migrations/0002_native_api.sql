CREATE TABLE `asset_uploads` (
	`id` text PRIMARY KEY NOT NULL,
	`account_id` text NOT NULL,
	`object_key` text NOT NULL,
	`size_bytes` integer NOT NULL,
	`created_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	FOREIGN KEY (`account_id`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `asset_uploads_by_account` ON `asset_uploads` (`account_id`);--> statement-breakpoint
CREATE INDEX `asset_uploads_by_expiry` ON `asset_uploads` (`expires_at`);--> statement-breakpoint
CREATE TABLE `tickets` (
	`digest` text PRIMARY KEY NOT NULL,
	`account_id` text NOT NULL,
	`created_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	FOREIGN KEY (`account_id`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `tickets_by_expiry` ON `tickets` (`expires_at`);--> statement-breakpoint
ALTER TABLE `assets` ADD `bytes_deleted_at` integer;--> statement-breakpoint
CREATE INDEX `assets_owed_deletion` ON `assets` (`deleted_at`) WHERE "assets"."deleted_at" IS NOT NULL AND "assets"."bytes_deleted_at" IS NULL;