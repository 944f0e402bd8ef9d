import { useState } from "preact/hooks";
import { readAccount } from "../api/jobs.ts";
import { ApiError, createApi, messageOf } from "../api/request.ts";

/** Asks for an API key or a token and tries it before it is kept. */
export function SignIn({ onSignIn }: { onSignIn: (credential: string) => void }) {
  const [error, setError] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const field = (event.currentTarget as HTMLFormElement).elements.namedItem("credential");
    const credential = field instanceof HTMLInputElement ? field.value.trim() : "";
    if (credential === "") return setError("Enter an API key or a token.");
    setBusy(true);
    setError(null);
    try {
      await readAccount(createApi(credential, () => undefined));
      onSignIn(credential);
    } catch (thrown) {
      setBusy(false);
      setError(explain(thrown));
    }
  };
  return (
    <main id="content" class="sign-in">
      <form class="panel" onSubmit={(event) => void submit(event)} noValidate>
        <h1>Make videos from words</h1>
        <p class="soft">
          Sign in with an API key or a token of your account. It stays in this tab and is forgotten
          when you close it.
        </p>
        <label class="field">
          <span>API key or token</span>
          <input
            name="credential"
            type="password"
            class="input mono"
            autocomplete="off"
            spellcheck={false}
            autoFocus
            placeholder="ff_live_…"
            aria-invalid={error === null ? undefined : "true"}
            aria-describedby={error === null ? undefined : "sign-in-error"}
          />
        </label>
        {error === null ? null : (
          <p class="field-error" id="sign-in-error" role="alert">
            {error}
          </p>
        )}
        <button type="submit" class="button primary wide" disabled={busy}>
          {busy ? "Signing in …" : "Sign in"}
        </button>
        <p class="soft small">
          Running it on your own machine? The key is <code>apiKey</code> in{" "}
          <code>.framefleet/local.json</code>. <a href="/api/v1/docs">API reference</a>
        </p>
      </form>
    </main>
  );
}

function explain(error: unknown): string {
  if (!(error instanceof ApiError)) return messageOf(error);
  if (error.status === 401) return "This key or token is not valid (any more).";
  if (error.status === 403) return `${error.message} Sign in with an account's key.`;
  if (error.status === 429) {
    return `Too many attempts. Try again in ${error.retryAfterSeconds ?? 60} s.`;
  }
  return error.message;
}
