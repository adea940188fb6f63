import { Match, Show, Switch, createResource, createSignal } from "solid-js";
import { wordsOf } from "../../../api/errors";
import { beginSignOn, fetchSignOn } from "../../../api/signOn";
import { loaded } from "../../../lib/resource";
import { useSession } from "../../../live/session";
import { Banner } from "../../../ui/Banner";
import { Button } from "../../../ui/Button";
import { Skeleton } from "../../../ui/Skeleton";
import settings from "../Settings.module.css";
import { ProviderForm } from "./ProviderForm";
import { SecurityShell } from "./SecurityShell";

/** Signing in at an OpenID Connect provider. */
export default function ProviderPage() {
  return (
    <SecurityShell part="Provider" fact="OpenID Connect">
      <Provider />
    </SecurityShell>
  );
}

function Provider() {
  const session = useSession();
  const [config, { mutate }] = createResource(() => fetchSignOn(session.client));
  return (
    <Switch>
      <Match when={config.state === "errored"}>
        <div class={settings.pad}>
          <Banner tone="critical">{wordsOf(config.error)}</Banner>
        </div>
      </Match>
      <Match when={loaded(config)}>
        {(saved) => (
          <>
            <Show when={saved().enabled}>
              <TryIt />
            </Show>
            <ProviderForm saved={saved()} onSaved={mutate} />
          </>
        )}
      </Match>
      <Match when={true}>
        <Skeleton label="Loading the provider" />
      </Match>
    </Switch>
  );
}

/** The whole way: to the provider and back to this page, which then says how it went. */
function TryIt() {
  const session = useSession();
  const [problem, setProblem] = createSignal<string>();
  const [busy, setBusy] = createSignal(false);
  const came = () => session.signOn?.ok === true && session.status()?.signedInBy === "oidc";
  const go = async () => {
    setBusy(true);
    setProblem(undefined);
    try {
      window.location.assign(await beginSignOn(session.client, "/settings/security/provider"));
    } catch (reason) {
      setProblem(wordsOf(reason));
    }
    setBusy(false);
  };
  return (
    <section class={settings.section}>
      <h2>Try the whole way</h2>
      <p>The provider signs you in and sends you back to this page. You then act under the name that it tells.</p>
      <div class={settings.form}>
        <Show when={problem()}>{(words) => <Banner tone="critical">{words()}</Banner>}</Show>
        <Show when={came()}>
          <Banner tone="planned">It works: the provider signed you in as {session.name()}.</Banner>
        </Show>
        <Show when={session.signOn?.ok === false && session.signOn}>
          {(failed) => <Banner tone="critical">The last try came to nothing: {failed().code === "" ? "no reason was given" : failed().code.replaceAll("_", " ")}. Pulse's log says more.</Banner>}
        </Show>
        <div>
          <Button busy={busy()} onClick={() => void go()}>
            Sign in there now
          </Button>
        </div>
      </div>
    </section>
  );
}
