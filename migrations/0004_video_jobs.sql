CREATE TABLE `job_inputs` (
	`asset_id` text NOT NULL,
	`job_id` text NOT NULL,
	PRIMARY KEY(`asset_id`, `job_id`),
	FOREIGN KEY (`asset_id`) REFERENCES `assets`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`job_id`) REFERENCES `jobs`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
ALTER TABLE `jobs` ADD `deleted_at` integer;