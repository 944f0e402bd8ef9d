ALTER TABLE `jobs` ADD `callback_progress` integer DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `tasks` ADD `cache_key` text;--> statement-breakpoint
CREATE INDEX `tasks_by_cache_key` ON `tasks` (`account_id`,`cache_key`) WHERE "tasks"."cache_key" IS NOT NULL;--> statement-breakpoint
CREATE INDEX `assets_by_task` ON `assets` (`task_id`) WHERE "assets"."task_id" IS NOT NULL;--> statement-breakpoint
CREATE INDEX `assets_intermediate` ON `assets` (`created_at`) WHERE "assets"."final" = 0 AND "assets"."deleted_at" IS NULL;--> statement-breakpoint
CREATE INDEX `webhook_deliveries_by_job` ON `webhook_deliveries` (`job_id`);