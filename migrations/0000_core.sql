CREATE TABLE `accounts` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`external_subject` text,
	`limits_json` text DEFAULT '{}' NOT NULL,
	`webhook_secret_sealed` text NOT NULL,
	`link_epoch` integer DEFAULT 1 NOT NULL,
	`pool` text NOT NULL,
	`monitor_public` integer DEFAULT false NOT NULL,
	`created_at` integer NOT NULL,
	`disabled_at` integer
);
--> statement-breakpoint
CREATE UNIQUE INDEX `accounts_external_subject_unique` ON `accounts` (`external_subject`);--> statement-breakpoint
CREATE TABLE `api_keys` (
	`id` text PRIMARY KEY NOT NULL,
	`account_id` text NOT NULL,
	`digest` text NOT NULL,
	`prefix` text NOT NULL,
	`name` text NOT NULL,
	`scopes_json` text DEFAULT '[]' NOT NULL,
	`created_at` integer NOT NULL,
	`expires_at` integer,
	`revoked_at` integer,
	`last_used_at` integer,
	FOREIGN KEY (`account_id`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `api_keys_digest_unique` ON `api_keys` (`digest`);--> statement-breakpoint
CREATE INDEX `api_keys_by_account` ON `api_keys` (`account_id`);--> statement-breakpoint
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
	FOREIGN KEY (`account_id`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `assets_object_key_unique` ON `assets` (`object_key`);--> statement-breakpoint
CREATE INDEX `assets_by_job` ON `assets` (`job_id`);--> statement-breakpoint
CREATE INDEX `assets_by_account` ON `assets` (`account_id`,`created_at`);--> statement-breakpoint
CREATE TABLE `balances` (
	`account_id` text NOT NULL,
	`currency` text NOT NULL,
	`available` integer DEFAULT 0 NOT NULL,
	PRIMARY KEY(`account_id`, `currency`),
	FOREIGN KEY (`account_id`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "balances_never_negative" CHECK("balances"."available" >= 0)
);
--> statement-breakpoint
CREATE TABLE `batches` (
	`id` text PRIMARY KEY NOT NULL,
	`account_id` text NOT NULL,
	`dialect` text NOT NULL,
	`size` integer NOT NULL,
	`request_json` text NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`account_id`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `batches_by_account` ON `batches` (`account_id`,`created_at`);--> statement-breakpoint
CREATE TABLE `enrolment_tokens` (
	`digest` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`pool` text NOT NULL,
	`created_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	`used_by_node_id` text
);
--> statement-breakpoint
CREATE TABLE `idempotency_keys` (
	`account_id` text NOT NULL,
	`key` text NOT NULL,
	`body_hash` text NOT NULL,
	`job_id` text NOT NULL,
	`created_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	PRIMARY KEY(`account_id`, `key`)
);
--> statement-breakpoint
CREATE INDEX `idempotency_by_expiry` ON `idempotency_keys` (`expires_at`);--> statement-breakpoint
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
	`batch_id` text,
	`batch_index` integer,
	`priority` integer DEFAULT 0 NOT NULL,
	`estimated_seconds` integer NOT NULL,
	`error_code` text,
	`error_message` text,
	`settled_by` text,
	`cancel_id` text,
	`cancel_requested_at` integer,
	`created_at` integer NOT NULL,
	`started_at` integer,
	`finished_at` integer,
	`deadline_at` integer NOT NULL,
	FOREIGN KEY (`account_id`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`batch_id`) REFERENCES `batches`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `jobs_by_account` ON `jobs` (`account_id`,`id`);--> statement-breakpoint
CREATE INDEX `jobs_by_account_state` ON `jobs` (`account_id`,`state`);--> statement-breakpoint
CREATE INDEX `jobs_by_batch` ON `jobs` (`batch_id`,`batch_index`);--> statement-breakpoint
CREATE INDEX `jobs_unfinished` ON `jobs` (`deadline_at`) WHERE "jobs"."finished_at" IS NULL;--> statement-breakpoint
CREATE TABLE `ledger` (
	`id` text PRIMARY KEY NOT NULL,
	`account_id` text NOT NULL,
	`currency` text NOT NULL,
	`kind` text NOT NULL,
	`amount` integer NOT NULL,
	`delta` integer NOT NULL,
	`job_id` text,
	`note` text,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`account_id`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "ledger_amount_positive" CHECK("ledger"."amount" >= 0)
);
--> statement-breakpoint
CREATE INDEX `ledger_by_account` ON `ledger` (`account_id`,`currency`);--> statement-breakpoint
CREATE UNIQUE INDEX `ledger_once_per_job` ON `ledger` (`job_id`,`currency`,`kind`) WHERE "ledger"."job_id" IS NOT NULL;--> statement-breakpoint
CREATE TABLE `nodes` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`token_digest` text NOT NULL,
	`pool` text NOT NULL,
	`state` text NOT NULL,
	`note` text,
	`instance_id` text,
	`agent_version` text,
	`capabilities_json` text,
	`enrolled_at` integer NOT NULL,
	`last_hello_at` integer,
	`revoked_at` integer
);
--> statement-breakpoint
CREATE UNIQUE INDEX `nodes_token_digest_unique` ON `nodes` (`token_digest`);--> statement-breakpoint
CREATE INDEX `nodes_by_pool` ON `nodes` (`pool`,`state`);--> statement-breakpoint
CREATE TABLE `outbox` (
	`ordinal` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`event_id` text NOT NULL,
	`job_id` text NOT NULL,
	`payload_json` text NOT NULL,
	`created_at` integer NOT NULL,
	`done_at` integer
);
--> statement-breakpoint
CREATE UNIQUE INDEX `outbox_event_id_unique` ON `outbox` (`event_id`);--> statement-breakpoint
CREATE INDEX `outbox_pending` ON `outbox` (`job_id`,`ordinal`) WHERE "outbox"."done_at" IS NULL;--> statement-breakpoint
CREATE INDEX `outbox_done` ON `outbox` (`done_at`) WHERE "outbox"."done_at" IS NOT NULL;--> statement-breakpoint
CREATE TABLE `task_dependencies` (
	`task_id` text NOT NULL,
	`depends_on_task_id` text NOT NULL,
	PRIMARY KEY(`task_id`, `depends_on_task_id`),
	FOREIGN KEY (`task_id`) REFERENCES `tasks`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`depends_on_task_id`) REFERENCES `tasks`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `task_dependents` ON `task_dependencies` (`depends_on_task_id`);--> statement-breakpoint
CREATE TABLE `task_output_parts` (
	`lease_id` text NOT NULL,
	`name` text NOT NULL,
	`part_number` integer NOT NULL,
	`etag` text NOT NULL,
	`size_bytes` integer NOT NULL,
	PRIMARY KEY(`lease_id`, `name`, `part_number`)
);
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
);
--> statement-breakpoint
CREATE INDEX `task_outputs_by_age` ON `task_outputs` (`created_at`);--> statement-breakpoint
CREATE TABLE `tasks` (
	`id` text PRIMARY KEY NOT NULL,
	`job_id` text NOT NULL,
	`account_id` text NOT NULL,
	`pool` text NOT NULL,
	`position` integer NOT NULL,
	`kind` text NOT NULL,
	`spec_json` text NOT NULL,
	`requirements_json` text NOT NULL,
	`final` integer DEFAULT 0 NOT NULL,
	`expected_seconds` real NOT NULL,
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
	`attempts` integer DEFAULT 0 NOT NULL,
	`losses` integer DEFAULT 0 NOT NULL,
	`tried_nodes_json` text DEFAULT '[]' NOT NULL,
	`ready_at` integer,
	`retry_at` integer,
	`result_json` text,
	`error_code` text,
	`error_message` text,
	`render_milliseconds` integer DEFAULT 0 NOT NULL,
	`created_at` integer NOT NULL,
	`finished_at` integer,
	FOREIGN KEY (`job_id`) REFERENCES `jobs`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `tasks_by_job` ON `tasks` (`job_id`,`position`);--> statement-breakpoint
CREATE UNIQUE INDEX `tasks_by_lease` ON `tasks` (`lease_id`);--> statement-breakpoint
CREATE INDEX `tasks_in_pool` ON `tasks` (`pool`,`state`) WHERE "tasks"."state" IN ('ready', 'leased');--> statement-breakpoint
CREATE INDEX `tasks_by_node` ON `tasks` (`node_id`) WHERE "tasks"."state" = 'leased';--> statement-breakpoint
CREATE TABLE `webhook_deliveries` (
	`id` text PRIMARY KEY NOT NULL,
	`account_id` text NOT NULL,
	`job_id` text NOT NULL,
	`event_id` text NOT NULL,
	`endpoint_id` text,
	`url` text NOT NULL,
	`payload_json` text NOT NULL,
	`state` text NOT NULL,
	`attempts` integer DEFAULT 0 NOT NULL,
	`next_attempt_at` integer,
	`last_status` integer,
	`last_error` text,
	`created_at` integer NOT NULL,
	`finished_at` integer
);
--> statement-breakpoint
CREATE INDEX `webhook_deliveries_due` ON `webhook_deliveries` (`next_attempt_at`) WHERE "webhook_deliveries"."state" = 'pending';--> statement-breakpoint
CREATE INDEX `webhook_deliveries_by_account` ON `webhook_deliveries` (`account_id`,`created_at`);--> statement-breakpoint
CREATE TABLE `webhook_endpoints` (
	`id` text PRIMARY KEY NOT NULL,
	`account_id` text NOT NULL,
	`url` text NOT NULL,
	`event_types_json` text DEFAULT '[]' NOT NULL,
	`created_at` integer NOT NULL,
	`disabled_at` integer,
	FOREIGN KEY (`account_id`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `webhook_endpoints_by_account` ON `webhook_endpoints` (`account_id`);