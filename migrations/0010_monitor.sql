CREATE INDEX `accounts_on_monitor` ON `accounts` (`id`) WHERE "accounts"."monitor_public" = 1;--> statement-breakpoint
CREATE INDEX `jobs_by_end` ON `jobs` (`finished_at`,`state`,`started_at`,`created_at`) WHERE "jobs"."finished_at" IS NOT NULL;--> statement-breakpoint
CREATE INDEX `tasks_by_readiness` ON `tasks` (`ready_at`) WHERE "tasks"."state" = 'ready';