CREATE TABLE `audit_log` (
	`id` text PRIMARY KEY NOT NULL,
	`at` integer NOT NULL,
	`action` text NOT NULL,
	`subject_id` text,
	`details_json` text NOT NULL,
	`request_id` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `audit_log_by_subject` ON `audit_log` (`subject_id`,`id`);--> statement-breakpoint
CREATE TABLE `webhook_attempts` (
	`ordinal` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`delivery_id` text NOT NULL,
	`attempted_at` integer NOT NULL,
	`duration_milliseconds` integer NOT NULL,
	`status` integer,
	`error` text,
	`next_attempt_at` integer
);
--> statement-breakpoint
CREATE INDEX `webhook_attempts_by_delivery` ON `webhook_attempts` (`delivery_id`,`ordinal`);--> statement-breakpoint
DROP INDEX `webhook_deliveries_by_account`;--> statement-breakpoint
ALTER TABLE `webhook_deliveries` ADD `event_type` text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE `webhook_deliveries` ADD `target` text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE `webhook_deliveries` ADD `claimed_until` integer;--> statement-breakpoint
CREATE INDEX `webhook_deliveries_waiting` ON `webhook_deliveries` (`target`,`next_attempt_at`) WHERE "webhook_deliveries"."state" = 'pending';--> statement-breakpoint
CREATE INDEX `webhook_deliveries_claimed` ON `webhook_deliveries` (`target`,`claimed_until`) WHERE "webhook_deliveries"."claimed_until" IS NOT NULL;--> statement-breakpoint
CREATE INDEX `webhook_deliveries_finished` ON `webhook_deliveries` (`account_id`,`finished_at`) WHERE "webhook_deliveries"."finished_at" IS NOT NULL;--> statement-breakpoint
CREATE INDEX `webhook_deliveries_by_account` ON `webhook_deliveries` (`account_id`,`id`);--> statement-breakpoint
DROP INDEX `webhook_endpoints_by_account`;--> statement-breakpoint
ALTER TABLE `webhook_endpoints` ADD `secret_sealed` text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE `webhook_endpoints` ADD `previous_secret_sealed` text;--> statement-breakpoint
ALTER TABLE `webhook_endpoints` ADD `previous_secret_until` integer;--> statement-breakpoint
ALTER TABLE `webhook_endpoints` ADD `failing_since` integer;--> statement-breakpoint
ALTER TABLE `webhook_endpoints` ADD `disabled_reason` text;--> statement-breakpoint
ALTER TABLE `webhook_endpoints` ADD `untold` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
CREATE INDEX `webhook_endpoints_untold` ON `webhook_endpoints` (`disabled_at`) WHERE "webhook_endpoints"."untold" = 1;--> statement-breakpoint
CREATE INDEX `webhook_endpoints_by_account` ON `webhook_endpoints` (`account_id`,`id`);--> statement-breakpoint
ALTER TABLE `accounts` ADD `tidied_at` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
CREATE INDEX `accounts_by_tidying` ON `accounts` (`tidied_at`);--> statement-breakpoint
CREATE INDEX `assets_live_outputs` ON `assets` (`account_id`,`created_at`) WHERE "assets"."final" = 1 AND "assets"."deleted_at" IS NULL AND "assets"."job_id" IS NOT NULL;--> statement-breakpoint
CREATE INDEX `jobs_finished` ON `jobs` (`account_id`,`finished_at`) WHERE "jobs"."finished_at" IS NOT NULL;--> statement-breakpoint
CREATE INDEX `job_inputs_by_job` ON `job_inputs` (`job_id`);