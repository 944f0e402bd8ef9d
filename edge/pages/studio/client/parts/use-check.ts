import { useEffect, useState } from "preact/hooks";
import { messageOf } from "../api/request.ts";

type Checked = { status: string; reason: string | null };

const POLL_MILLISECONDS = 1500;

/** Waits for a node to look at an upload: `begin` with its id, then one of `ready` and `failed`. */
export function useCheck(
  read: (id: string) => Promise<Checked>,
  told: { ready: (id: string) => void; failed: (reason: string) => void },
): { isChecking: boolean; begin: (id: string) => void } {
  const [checked, setChecked] = useState<string | null>(null);
  useEffect(() => {
    if (checked === null) return;
    const end = (tell: () => void) => {
      setChecked(null);
      tell();
    };
    const ask = () =>
      read(checked).then(
        ({ status, reason }) => {
          if (status === "completed") end(() => told.ready(checked));
          if (status === "failed") end(() => told.failed(reason ?? "It cannot be used."));
          if (status === "cancelled") end(() => told.failed("Its check was cancelled."));
        },
        (error: unknown) => end(() => told.failed(messageOf(error))),
      );
    const timer = setInterval(() => void ask(), POLL_MILLISECONDS);
    return () => clearInterval(timer);
  }, [checked]);
  return { isChecking: checked !== null, begin: setChecked };
}
