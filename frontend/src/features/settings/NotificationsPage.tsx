import { A, useNavigate } from "@solidjs/router";
import Ellipsis from "lucide-solid/icons/ellipsis";
import { For, Match, Show, Switch, createResource, createSignal } from "solid-js";
import { type Delivery, fetchDeliveries, isLost, isOf } from "../../api/deliveries";
import { type EmailConfig, fetchEmail } from "../../api/email";
import { wordsOf } from "../../api/errors";
import { type Webhook, fetchWebhooks, removeWebhook, saveWebhook, testWebhook } from "../../api/webhooks";
import { loaded } from "../../lib/resource";
import { counted } from "../../lib/words";
import { useLive } from "../../live/live";
import { useClient } from "../../live/session";
import { Banner } from "../../ui/Banner";
import { ConfirmDialog } from "../../ui/Dialog";
import { EmptyState } from "../../ui/EmptyState";
import { Menu } from "../../ui/Menu";
import { Skeleton } from "../../ui/Skeleton";
import { StatusMark } from "../../ui/StatusMark";
import { Cell, HeadCell, HeadRow, Row, Table } from "../../ui/Table";
import { tell } from "../../ui/Toast";
import { AddLink } from "./AddLink";
import { LoopbackSetting } from "./LoopbackSetting";
import { SettingsShell } from "./SettingsShell";
import { channelWords } from "./deliveryWords";
import { resultWords } from "./webhookWords";
import styles from "./Settings.module.css";

/** Who is told about alerts. */
export default function NotificationsPage() {
  const live = useLive();
  const client = useClient();
  const [hooks, { refetch }] = createResource(() => fetchWebhooks(client));
  const [email] = createResource(() => fetchEmail(client).catch(() => undefined));
  const [deliveries] = createResource(() => fetchDeliveries(client, 1000).catch((): Delivery[] => []));
  const lost = () => (loaded(deliveries) ?? []).filter(isLost).length;
  const lastWords = (name: string) => {
    const list = loaded(deliveries);
    return list === undefined ? "" : channelWords(list.filter((one) => isOf(one, name)), live.now());
  };
  const [removing, setRemoving] = createSignal<Webhook>();

  const act = async (name: string, work: () => Promise<string>) => {
    try {
      tell({ words: await work() });
    } catch (error) {
      tell({ words: `${name}: ${wordsOf(error)}`, failed: true });
    }
    void refetch();
    live.reloadTold();
  };
  const remove = (hook: Webhook) =>
    act(hook.name, async () => {
      setRemoving(undefined);
      await removeWebhook(client, hook.id);
      return `${hook.name} was removed`;
    });
  const toggle = (hook: Webhook) =>
    act(hook.name, async () => {
      await saveWebhook(client, { ...hook, enabled: !hook.enabled });
      return hook.enabled ? `${hook.name} is no longer told` : `${hook.name} is told again`;
    });
  const test = async (hook: Webhook) => {
    try {
      const result = await testWebhook(client, hook);
      tell({ words: `${hook.name} ${resultWords(result)}`, failed: !result.success });
    } catch (error) {
      tell({ words: `${hook.name}: ${wordsOf(error)}`, failed: true });
    }
  };

  return (
    <SettingsShell title="Notifications" current="Notifications" fact="who is told about alerts" actions={<AddLink href="/settings/notifications/add">Add webhook</AddLink>}>
      <div class={styles.pad}>
        <div class={styles.buttons}>
          <A class="link" href="/settings/notifications/log">
            Delivery log
          </A>
          <Show when={lost() > 0}>
            <A class="tone-critical" href="/settings/notifications/log?show=lost">
              {counted(lost(), "notice")} not delivered
            </A>
          </Show>
          <A class="link" href="/alerts/schedule">
            When somebody is told
          </A>
        </div>
      </div>
      <Show when={loaded(email)}>{(config) => <EmailLine email={config()} last={lastWords("")} />}</Show>
      <Switch>
        <Match when={hooks.state === "errored"}>
          <div class={styles.pad}>
            <Banner tone="critical">{wordsOf(hooks.error)}</Banner>
          </div>
        </Match>
        <Match when={loaded(hooks)?.length === 0}>
          <EmptyState sentence={loaded(email)?.enabled === true || (live.told() ?? []).length > 0 ? "There are no webhooks." : "Nobody is told about alerts."}>
            <AddLink href="/settings/notifications/add">Add webhook</AddLink>
          </EmptyState>
        </Match>
        <Match when={loaded(hooks)}>
          {(list) => (
            <Table class={styles.list} label="Webhooks" columns="14px minmax(120px, 0.6fr) minmax(200px, 1.4fr) minmax(120px, 0.7fr) 40px">
              <HeadRow>
                <HeadCell label="Status" />
                <HeadCell>Name</HeadCell>
                <HeadCell>Address</HeadCell>
                <HeadCell>State</HeadCell>
                <HeadCell label="Actions" />
              </HeadRow>
              <For each={list()}>
                {(hook) => (
                  <WebhookRow hook={hook} last={lastWords(hook.name)} onTest={() => void test(hook)} onToggle={() => void toggle(hook)} onRemove={() => setRemoving(hook)} />
                )}
              </For>
            </Table>
          )}
        </Match>
        <Match when={true}>
          <Skeleton label="Loading the webhooks" />
        </Match>
      </Switch>
      <LoopbackSetting />
      <Show when={removing()}>
        {(hook) => (
          <ConfirmDialog
            open
            title={`Remove ${hook().name}?`}
            description="It is no longer told about alerts, and its address and headers are forgotten."
            action={`Remove ${hook().name}`}
            onConfirm={() => void remove(hook())}
            onClose={() => setRemoving(undefined)}
          />
        )}
      </Show>
    </SettingsShell>
  );
}

/** How mails are sent, in a line. */
function EmailLine(props: { email: EmailConfig; last: string }) {
  const to = () => (props.email.to.length > 0 ? props.email.to.join(", ") : props.email.from);
  return (
    <Table class={styles.list} label="E-mail" columns="14px minmax(120px, 0.6fr) minmax(200px, 1.4fr) minmax(120px, 0.7fr) 40px">
      <Row dim={!props.email.enabled}>
        <Cell>
          <StatusMark status={props.email.enabled ? "running" : "paused"} label={props.email.enabled ? "Is told" : "Off"} />
        </Cell>
        <Cell class={styles.two}>
          <A class="strong" href="/settings/notifications/email">
            E-mail
          </A>
          <div class="quiet small">{props.email.server === "" ? "not set up" : props.email.server}</div>
        </Cell>
        <Cell class={`cut ${styles.hidden}`} title={to()}>
          {to()}
        </Cell>
        <Cell class={styles.second}>
          {props.email.enabled ? (props.email.notifyOnResolve ? "alerts and their end" : "alerts only") : "off"}
          <div class="quiet small">{props.email.enabled ? props.last : ""}</div>
        </Cell>
        <Cell />
      </Row>
    </Table>
  );
}

interface WebhookRowProps {
  readonly hook: Webhook;
  /** How its last notice fared. */
  readonly last: string;
  readonly onTest: () => void;
  readonly onToggle: () => void;
  readonly onRemove: () => void;
}

function WebhookRow(props: WebhookRowProps) {
  const navigate = useNavigate();
  const path = () => `/settings/notifications/${encodeURIComponent(props.hook.id)}`;
  return (
    <Row dim={!props.hook.enabled}>
      <Cell>
        <StatusMark status={props.hook.enabled ? "running" : "paused"} label={props.hook.enabled ? "Is told" : "Off"} />
      </Cell>
      <Cell class={styles.two}>
        <A class="strong" href={path()}>
          {props.hook.name}
        </A>
        <div class="quiet small">{props.hook.service}</div>
      </Cell>
      <Cell class={`mono cut ${styles.hidden}`} title={props.hook.url}>
        {props.hook.url}
      </Cell>
      <Cell class={styles.second}>
        {props.hook.enabled ? (props.hook.notifyOnResolve ? "alerts and their end" : "alerts only") : "off"}
        <div class="quiet small">{props.last}</div>
      </Cell>
      <Cell align="end">
        <Menu
          label={`Actions for ${props.hook.name}`}
          trigger={<Ellipsis class="icon" />}
          items={[
            { label: "Send a test", onSelect: () => props.onTest() },
            { label: props.hook.enabled ? "Switch off" : "Switch on", onSelect: () => props.onToggle() },
            { label: "Edit", onSelect: () => navigate(path()) },
            { label: "Remove", onSelect: () => props.onRemove() },
          ]}
        />
      </Cell>
    </Row>
  );
}
