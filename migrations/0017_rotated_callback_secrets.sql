ALTER TABLE `accounts` ADD `previous_webhook_secret_sealed` text;--> statement-breakpoint
ALTER TABLE `accounts` ADD `previous_webhook_secret_until` integer;