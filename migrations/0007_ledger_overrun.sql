-- A metered job may take more than it held: what it took past that is a row of its own.
DROP TRIGGER ledger_resolves_within_hold;
--> statement-breakpoint
-- What a job captures and gets back can never be more than it held and, metered, took past it.
CREATE TRIGGER ledger_resolves_within_hold BEFORE INSERT ON ledger
WHEN NEW.kind IN ('capture', 'refund') AND NEW.job_id IS NOT NULL
BEGIN
  SELECT RAISE(ABORT, 'more resolved than held')
  WHERE NEW.amount + (
      SELECT COALESCE(SUM(amount), 0) FROM ledger
      WHERE job_id = NEW.job_id AND currency = NEW.currency AND kind IN ('capture', 'refund')
    ) > (
      SELECT COALESCE(SUM(amount), 0) FROM ledger
      WHERE job_id = NEW.job_id AND currency = NEW.currency AND kind IN ('hold', 'overrun')
    );
END;
