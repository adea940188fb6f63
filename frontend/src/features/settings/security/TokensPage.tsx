import { Match, Show, Switch, createResource, createSignal } from "solid-js";
import { wordsOf } from "../../../api/errors";
import { type Token, addToken, fetchTokens, removeToken, replaceTokens } from "../../../api/tokens";
import { loaded } from "../../../lib/resource";
import { counted } from "../../../lib/words";
import { useClient, useSession } from "../../../live/session";
import { Banner } from "../../../ui/Banner";
import { Button } from "../../../ui/Button";
import { EmptyState } from "../../../ui/EmptyState";
import { Skeleton } from "../../../ui/Skeleton";
import { tell } from "../../../ui/Toast";
import settings from "../Settings.module.css";
import { SecretDialog, type MadeSecret } from "./SecretDialog";
import { SecurityShell } from "./SecurityShell";
import { TokenForm } from "./TokenForm";
import { type TokenQuestion, TokenQuestionDialog } from "./TokenQuestion";
import { TokenTable } from "./TokenTable";
import styles from "./Security.module.css";

/** The tokens by which programs prove who they are. */
export default function TokensPage() {
  return (
    <SecurityShell part="API tokens" fact="for programs">
      <Tokens />
    </SecurityShell>
  );
}

function Tokens() {
  const client = useClient();
  const session = useSession();
  const [tokens, { refetch }] = createResource(() => fetchTokens(client));
  const [making, setMaking] = createSignal(false);
  const [made, setMade] = createSignal<MadeSecret>();
  const [question, setQuestion] = createSignal<TokenQuestion>();
  const [busy, setBusy] = createSignal(false);
  const own = () => loaded(tokens)?.filter(({ fixed }) => !fixed) ?? [];
  const last = () => {
    const status = session.status();
    return loaded(tokens)?.length === 1 && status?.hasPassword === false && !status.oidcEnabled && !status.hasProxyAuth;
  };

  const renew = async (token: Token) => {
    const lasting = token.expiresAt !== undefined && token.expiresAt > Date.now() ? token.expiresAt : undefined;
    const secret = await addToken(client, { name: token.name, scopes: token.scopes, expiresAt: lasting });
    setMade({ name: token.name, secret });
    await removeToken(client, token.id);
  };
  const answer = async ({ kind, token }: TokenQuestion) => {
    setBusy(true);
    try {
      if (kind === "replace") setMade({ name: "Primary token", secret: await replaceTokens(client) });
      else if (kind === "renew") await renew(token);
      else {
        await removeToken(client, token.id);
        tell({ words: `The token ${token.name} was deleted` });
      }
    } catch (error) {
      tell({ words: wordsOf(error), failed: true });
    }
    setBusy(false);
    setQuestion(undefined);
    void refetch();
  };

  return (
    <>
      <div class={styles.bar}>
        <p>A token lets a script, a screen or an agent in without a password.</p>
        <Show when={own().length > 1}>
          <Button kind="quiet" onClick={() => setQuestion({ kind: "replace", count: own().length })}>
            Replace all {own().length}
          </Button>
        </Show>
        <Button kind="primary" disabled={making()} onClick={() => setMaking(true)}>
          New token
        </Button>
      </div>
      <Show when={making()}>
        <TokenForm
          onCancel={() => setMaking(false)}
          onMade={(name, secret) => {
            setMaking(false);
            setMade({ name, secret });
            void refetch();
          }}
        />
      </Show>
      <Switch>
        <Match when={tokens.state === "errored"}>
          <div class={settings.pad}>
            <Banner tone="critical" action={<Button kind="text" onClick={() => void refetch()}>Try again</Button>}>
              {wordsOf(tokens.error)}
            </Banner>
          </div>
        </Match>
        <Match when={loaded(tokens)?.length === 0}>
          <EmptyState sentence="There is no token." />
        </Match>
        <Match when={loaded(tokens)}>
          {(list) => (
            <TokenTable tokens={list()} onRenew={(token) => setQuestion({ kind: "renew", token })} onRemove={(token) => setQuestion({ kind: "remove", token, last: last() })} />
          )}
        </Match>
        <Match when={true}>
          <Skeleton label="Loading the tokens" />
        </Match>
      </Switch>
      <Show when={question()}>{(asked) => <TokenQuestionDialog question={asked()} busy={busy()} onConfirm={() => void answer(asked())} onClose={() => setQuestion(undefined)} />}</Show>
      <Show when={made()}>{(secret) => <SecretDialog made={secret()} onClose={() => setMade(undefined)} />}</Show>
      <p class="heard" role="status">
        {loaded(tokens) === undefined ? "" : counted(loaded(tokens)?.length ?? 0, "token")}
      </p>
    </>
  );
}
