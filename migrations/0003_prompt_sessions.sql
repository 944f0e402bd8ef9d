CREATE TABLE `prompt_sessions` (
	`account_id` text NOT NULL,
	`session_id` text NOT NULL,
	`initial_prompt` text NOT NULL,
	`current_prompt` text NOT NULL,
	`history_json` text NOT NULL,
	`version` integer NOT NULL,
	`started_at` integer NOT NULL,
	`used_at` integer NOT NULL,
	PRIMARY KEY(`account_id`, `session_id`)
);
--> statement-breakpoint
CREATE INDEX `prompt_sessions_by_use` ON `prompt_sessions` (`used_at`);