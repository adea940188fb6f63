import KeyRound from "lucide-solid/icons/key-round";
import { Show, createSignal } from "solid-js";
import { wordsOf } from "../../api/errors";
import { beginSignOn } from "../../api/signOn";
import { useSession } from "../../live/session";
import { Banner } from "../../ui/Banner";
import { Button } from "../../ui/Button";
import { signOnWords } from "./signOnWords";
import styles from "./SignIn.module.css";

/** The way over a sign-in provider; in a window of its own where the page has to stay. */
export function ProviderSignIn(props: { readonly elsewhere?: boolean }) {
  const session = useSession();
  const result = session.signOn;
  const [problem, setProblem] = createSignal(result?.ok === false ? signOnWords(result.code) : undefined);
  const [busy, setBusy] = createSignal(false);

  const go = async () => {
    const other = props.elsewhere === true ? window.open("", "_blank") : null; // now, while the click counts
    setBusy(true);
    setProblem(undefined);
    try {
      const target = await beginSignOn(session.client, props.elsewhere === true ? "/" : window.location.pathname + window.location.search);
      (other ?? window).location.assign(target);
    } catch (reason) {
      other?.close();
      setProblem(wordsOf(reason));
    }
    setBusy(false);
  };
  return (
    <div class={styles.provider}>
      <Show when={problem()}>{(words) => <Banner tone="critical">{words()}</Banner>}</Show>
      <Button class={styles.button} busy={busy()} onClick={() => void go()}>
        <KeyRound class="icon" />
        Sign in with {placeOf(session.status()?.oidcIssuer)}
      </Button>
    </div>
  );
}

/** "login.example.org" out of the address of a provider. */
function placeOf(issuer: string | undefined): string {
  return issuer === undefined || !URL.canParse(issuer) ? "your provider" : new URL(issuer).hostname;
}
