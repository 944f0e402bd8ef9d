ALTER TABLE `jobs` ADD `metered` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `jobs` ADD `render_milliseconds` integer DEFAULT 0 NOT NULL;