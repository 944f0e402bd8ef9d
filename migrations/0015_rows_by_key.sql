-- Rows of the ledger, of renders and of inputs are found by their keys alone: tables without row
-- numbers, with no index that every job would write. Nothing refers to these three.
CREATE TABLE `kept_ledger` AS SELECT * FROM `ledger`;
--> statement-breakpoint
CREATE TABLE `kept_template_renders` AS SELECT * FROM `template_renders`;
--> statement-breakpoint
CREATE TABLE `kept_job_inputs` AS SELECT * FROM `job_inputs`;
--> statement-breakpoint
DROP TABLE `job_inputs`;
--> statement-breakpoint
DROP TABLE `template_renders`;
--> statement-breakpoint
DROP TABLE `ledger`;
--> statement-breakpoint
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
	CONSTRAINT "ledger_amount_positive" CHECK("ledger"."amount" >= 0),
	CONSTRAINT "ledger_named_after_job" CHECK("ledger"."job_id" IS NULL OR CASE "ledger"."kind"
        WHEN 'hold' THEN "ledger"."id" = "ledger"."job_id" || ':hold'
        WHEN 'overrun' THEN "ledger"."id" = "ledger"."job_id" || ':hold:overrun'
        WHEN 'capture' THEN "ledger"."id" = "ledger"."job_id" || ':hold:resolved'
        WHEN 'refund' THEN "ledger"."id" IN ("ledger"."job_id" || ':hold:resolved', "ledger"."job_id" || ':hold:rest')
        ELSE FALSE END)
) WITHOUT ROWID;
--> statement-breakpoint
INSERT INTO `ledger` (`id`, `account_id`, `currency`, `kind`, `amount`, `delta`, `job_id`, `note`, `created_at`)
SELECT `id`, `account_id`, `currency`, `kind`, `amount`, `delta`, `job_id`, `note`, `created_at` FROM `kept_ledger`;
--> statement-breakpoint
CREATE INDEX `ledger_grants` ON `ledger` (`account_id`,`currency`) WHERE "ledger"."kind" = 'grant';
--> statement-breakpoint
CREATE TABLE `template_renders` (
	`id` text NOT NULL,
	`account_id` text NOT NULL,
	`name` text NOT NULL,
	`template_id` text NOT NULL,
	`template_name` text NOT NULL,
	`template_instance_id` text,
	`template_instance_name` text,
	`campaign_id` text,
	`audio_id` text,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`account_id`, `id`)
) WITHOUT ROWID;
--> statement-breakpoint
INSERT INTO `template_renders` (`id`, `account_id`, `name`, `template_id`, `template_name`, `template_instance_id`, `template_instance_name`, `campaign_id`, `audio_id`, `created_at`)
SELECT `id`, `account_id`, `name`, `template_id`, `template_name`, `template_instance_id`, `template_instance_name`, `campaign_id`, `audio_id`, `created_at` FROM `kept_template_renders`;
--> statement-breakpoint
CREATE TABLE `job_inputs` (
	`asset_id` text NOT NULL,
	`job_id` text NOT NULL,
	PRIMARY KEY(`asset_id`, `job_id`),
	FOREIGN KEY (`asset_id`) REFERENCES `assets`(`id`) ON UPDATE no action ON DELETE no action
) WITHOUT ROWID;
--> statement-breakpoint
INSERT INTO `job_inputs` (`asset_id`, `job_id`)
SELECT `asset_id`, `job_id` FROM `kept_job_inputs`;
--> statement-breakpoint
DROP TABLE `kept_ledger`;
--> statement-breakpoint
DROP TABLE `kept_template_renders`;
--> statement-breakpoint
DROP TABLE `kept_job_inputs`;
--> statement-breakpoint
-- The ledger is append-only, and a row that moves its account's balance does so in the same statement.
CREATE TRIGGER ledger_moves_balance AFTER INSERT ON ledger
WHEN NEW.delta <> 0
BEGIN
  INSERT INTO balances (account_id, currency, available)
  VALUES (NEW.account_id, NEW.currency, 0)
  ON CONFLICT (account_id, currency) DO NOTHING;
  UPDATE balances SET available = available + NEW.delta
  WHERE account_id = NEW.account_id AND currency = NEW.currency;
END;
--> statement-breakpoint
CREATE TRIGGER ledger_never_updated BEFORE UPDATE ON ledger
BEGIN
  SELECT RAISE(ABORT, 'the ledger is append-only');
END;
--> statement-breakpoint
CREATE TRIGGER ledger_never_deleted BEFORE DELETE ON ledger
BEGIN
  SELECT RAISE(ABORT, 'the ledger is append-only');
END;
--> statement-breakpoint
-- What a job captures and gets back can never be more than it held and, metered, took past it.
CREATE TRIGGER ledger_resolves_within_hold BEFORE INSERT ON ledger
WHEN NEW.kind IN ('capture', 'refund') AND NEW.job_id IS NOT NULL
BEGIN
  SELECT RAISE(ABORT, 'more resolved than held')
  WHERE NEW.amount + (
      SELECT COALESCE(SUM(amount), 0) FROM ledger
      WHERE id IN (NEW.job_id || ':hold:resolved', NEW.job_id || ':hold:rest')
        AND currency = NEW.currency
    ) > (
      SELECT COALESCE(SUM(amount), 0) FROM ledger
      WHERE id IN (NEW.job_id || ':hold', NEW.job_id || ':hold:overrun')
        AND currency = NEW.currency
    );
END;
