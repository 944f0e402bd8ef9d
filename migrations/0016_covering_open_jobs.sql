DROP INDEX `jobs_open`;--> statement-breakpoint
CREATE INDEX `jobs_open` ON `jobs` (`state`,`account_id`,`deadline_at`,`finished_at`) WHERE "jobs"."finished_at" IS NULL;