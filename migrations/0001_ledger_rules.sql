-- The ledger is append-only, and every row moves its account's balance in the same statement.
CREATE TRIGGER ledger_moves_balance AFTER INSERT ON ledger
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
-- What a job captures and gets back can never be more than it held.
CREATE TRIGGER ledger_resolves_within_hold BEFORE INSERT ON ledger
WHEN NEW.kind IN ('capture', 'refund') AND NEW.job_id IS NOT NULL
BEGIN
  SELECT RAISE(ABORT, 'more resolved than held')
  WHERE NEW.amount + (
      SELECT COALESCE(SUM(amount), 0) FROM ledger
      WHERE job_id = NEW.job_id AND currency = NEW.currency AND kind IN ('capture', 'refund')
    ) > (
      SELECT COALESCE(SUM(amount), 0) FROM ledger
      WHERE job_id = NEW.job_id AND currency = NEW.currency AND kind = 'hold'
    );
END;
