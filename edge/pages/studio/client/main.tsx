import { render } from "preact";
import { useCallback, useMemo, useState } from "preact/hooks";
import { createApi } from "./api/request.ts";
import { Header } from "./parts/header.tsx";
import { SignIn } from "./parts/sign-in.tsx";
import { Studio } from "./parts/studio.tsx";

/** Of this tab alone, and gone with it. */
const KEY = "framefleet-credential";

function App() {
  const [credential, setCredential] = useState(() => sessionStorage.getItem(KEY));
  const signOut = useCallback(() => {
    sessionStorage.removeItem(KEY);
    setCredential(null);
  }, []);
  const api = useMemo(
    () => (credential === null ? null : createApi(credential, signOut)),
    [credential, signOut],
  );
  if (api !== null) return <Studio api={api} onSignOut={signOut} />;
  return (
    <>
      <Header account={null} liveness={null} onSignOut={null} />
      <SignIn
        onSignIn={(given) => {
          sessionStorage.setItem(KEY, given);
          setCredential(given);
        }}
      />
    </>
  );
}

const root = document.getElementById("app");
if (root) {
  root.replaceChildren();
  render(<App />, root);
}
