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
);
--> statement-breakpoint
CREATE TABLE `node_speeds` (
	`node_id` text NOT NULL,
	`workload_class` text NOT NULL,
	`samples` integer NOT NULL,
	`seconds_per_unit` real NOT NULL,
	`variance` real NOT NULL,
	`measured_at` integer NOT NULL,
	PRIMARY KEY(`node_id`, `workload_class`)
);
--> statement-breakpoint
ALTER TABLE `jobs` ADD `notice` text;--> statement-breakpoint
ALTER TABLE `tasks` ADD `workload_class` text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE `tasks` ADD `work_units` real DEFAULT 0 NOT NULL;