import { For, Match, Show, Switch, createResource } from "solid-js";
import { type Diagnostics, type ServerCheck, fetchDiagnostics } from "../../api/diagnostics";
import { wordsOf } from "../../api/errors";
import { loaded } from "../../lib/resource";
import { duration } from "../../lib/time";
import { counted } from "../../lib/words";
import { useLive } from "../../live/live";
import { useClient } from "../../live/session";
import { Banner } from "../../ui/Banner";
import { Button } from "../../ui/Button";
import { CopyButton } from "../../ui/CopyButton";
import { Skeleton } from "../../ui/Skeleton";
import { StatusMark } from "../../ui/StatusMark";
import { Cell, HeadCell, HeadRow, Row, Table } from "../../ui/Table";
import { ServerState } from "./ServerState";
import { SettingsShell } from "./SettingsShell";
import { gradeOf, leadOf, pace, reportOf, serversOf } from "./diagnosis";
import styles from "./Diagnostics.module.css";
import shared from "./Settings.module.css";

/** Tests every connection and says what works, what does not and what to do. */
export default function DiagnosticsPage() {
  const client = useClient();
  const live = useLive();
  const [found, { refetch }] = createResource(() => fetchDiagnostics(client));
  const testing = () => found.state === "pending" || found.state === "refreshing";
  return (
    <SettingsShell
      title="Diagnostics"
      current="Diagnostics"
      actions={
        <Button busy={testing()} onClick={() => void refetch()}>
          Test again
        </Button>
      }
    >
      <Switch>
        <Match when={found.state === "errored"}>
          <div class={shared.pad}>
            <Banner tone="critical">{wordsOf(found.error)}</Banner>
          </div>
        </Match>
        <Match when={loaded(found)}>{(result) => <Results found={result()} now={live.now()} />}</Match>
        <Match when={true}>
          <Skeleton label="Testing every connection" />
        </Match>
      </Switch>
    </SettingsShell>
  );
}

function Results(props: { found: Diagnostics; now: number }) {
  return (
    <>
      <div class={styles.lead}>
        <p class={styles.sentence}>{leadOf(props.found)}</p>
        <span class={styles.report}>
          <CopyButton text={reportOf(props.found, props.now)} />
          <span class="quiet small">the report, without secrets</span>
        </span>
      </div>
      <For each={props.found.errors}>
        {(words) => (
          <div class={shared.pad}>
            <Banner tone="warning">{words}</Banner>
          </div>
        )}
      </For>
      <Show when={serversOf(props.found).length > 0}>
        <Table class={styles.list} label="Servers" columns="14px minmax(180px, 0.8fr) minmax(200px, 2fr) 90px">
          <HeadRow>
            <HeadCell label="Status" />
            <HeadCell>Server</HeadCell>
            <HeadCell>What the test found</HeadCell>
            <HeadCell align="end">Requests/min</HeadCell>
          </HeadRow>
          <For each={serversOf(props.found)}>{(server) => <ServerRow server={server} now={props.now} />}</For>
        </Table>
      </Show>
      <Hosts found={props.found} />
      <Program found={props.found} />
    </>
  );
}

const words = { running: "Works", warning: "Works in part", critical: "Does not work" } as const;

function ServerRow(props: { server: ServerCheck; now: number }) {
  const grade = () => gradeOf(props.server);
  return (
    <Row>
      <Cell>
        <StatusMark status={grade()} label={words[grade()]} good />
      </Cell>
      <Cell class={styles.name}>
        <div class="strong">{props.server.name}</div>
        <div class="mono quiet small">{props.server.host}</div>
      </Cell>
      <Cell class={styles.state}>
        <ServerState server={props.server} now={props.now} />
      </Cell>
      <Cell class={styles.pace} align="end" figures>
        {pace(props.server.requestsPerMinute)}
      </Cell>
    </Row>
  );
}

function Hosts(props: { found: Diagnostics }) {
  return (
    <Show when={props.found.docker.length > 0}>
      <section class={shared.section}>
        <h2>Docker hosts</h2>
        <ul>
          <For each={props.found.docker}>
            {(host) => (
              <li class={styles.host}>
                <StatusMark status={host.connected ? "running" : "critical"} label="" good />
                <span>
                  <b class="strong">{host.name}</b> {host.connected ? `reports${host.agentVersion === undefined ? "" : `, agent ${host.agentVersion}`}` : (host.error ?? "does not report")}
                </span>
              </li>
            )}
          </For>
        </ul>
      </section>
    </Show>
  );
}

function Program(props: { found: Diagnostics }) {
  const system = () => props.found.system;
  return (
    <section class={shared.section}>
      <h2>This Pulse</h2>
      <p>
        Version {props.found.productVersion} on {system().os}/{system().arch} with {counted(system().numCPU, "CPU")}, running for {duration(props.found.uptime * 1000)}. It uses {system().memoryMB} MiB
        {props.found.requestsPerMinute === undefined ? "" : ` and makes ${pace(props.found.requestsPerMinute)} requests per minute`}.
      </p>
    </section>
  );
}
