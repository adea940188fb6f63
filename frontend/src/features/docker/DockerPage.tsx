import { useSearchParams } from "@solidjs/router";
import { Index, Show, createMemo, createSignal } from "solid-js";
import { counted } from "../../lib/words";
import { createRowKeys } from "../../lib/rowKeys";
import { useLive } from "../../live/live";
import { Button } from "../../ui/Button";
import { EmptyState } from "../../ui/EmptyState";
import { Page } from "../../ui/Page";
import { Beside } from "../../ui/Peek";
import { Figure, Sentence } from "../../ui/Sentence";
import { StatusMark } from "../../ui/StatusMark";
import { GroupRow, HeadCell, HeadRow, Table } from "../../ui/Table";
import { Watched } from "../../ui/Watched";
import { FilterField } from "../../ui/find";
import { hostLabel } from "../../domain/docker";
import { MayChange } from "../../live/session";
import { AbsentHosts } from "./AbsentHosts";
import { ContainerPeek } from "./ContainerPeek";
import { ContainerRow, keyOf, rowId } from "./ContainerRow";
import styles from "./Docker.module.css";
import { HostMenu } from "./HostMenu";
import { agentVersions, dockerSentence, dockerTotals, filteredHosts, hostWords } from "./rows";

/** All containers by host, worst first. */
export default function DockerPage() {
  const live = useLive();
  const [address, setAddress] = useSearchParams<{ q?: string; peek?: string }>();
  const query = () => address.q ?? "";
  const change = (values: { q?: string; peek?: string }) => setAddress(values, { replace: true, scroll: false });
  const found = createMemo(() => filteredHosts(live.dockerHosts(), query()));
  const total = () => live.dockerHosts().reduce((sum, { containers }) => sum + containers.length, 0);
  return (
    <Page
      title="Docker"
      fact={live.ready() ? `${counted(total(), "container")} on ${counted(live.dockerHosts().length, "host")}` : undefined}
      actions={<FilterField label="Filter containers" placeholder="Find or filter" value={query()} problem={found().problem} onInput={(q) => change({ q: q === "" ? undefined : q })} />}
    >
      <Watched ready={live.ready()} what="the containers" rows={10} empty={live.dockerHosts().length === 0} none="No Docker host reports yet. A host reports by itself once the agent runs on it." way={{ href: "/settings/connections/docker", words: "Add a Docker host" }}>
        <Containers hosts={found().hosts} peek={address.peek} onPeek={(peek) => change({ peek })} onClear={() => change({ q: undefined })} query={query()} />
      </Watched>
      <Show when={live.ready() && live.dockerHosts().length === 0}>
        <MayChange>
          <AbsentHosts />
        </MayChange>
      </Show>
    </Page>
  );
}

interface ContainersProps {
  readonly hosts: ReturnType<typeof filteredHosts>["hosts"];
  readonly query: string;
  readonly peek: string | undefined;
  readonly onPeek: (id: string | undefined) => void;
  readonly onClear: () => void;
}

function Containers(props: ContainersProps) {
  const live = useLive();
  const [at, setAt] = createSignal<string>();
  const ids = createMemo(() => props.hosts.flatMap(({ containers }) => containers.map(keyOf)));
  const keys = createRowKeys({ ids, at, setAt, open: (id) => props.onPeek(id), peek: () => props.peek, setPeek: (id) => props.onPeek(id) });
  const peeked = createMemo(() => live.dockerHosts().flatMap(({ containers }) => containers).find((row) => keyOf(row) === props.peek));
  return (
    <Beside peek={<Show when={peeked()}>{(row) => <ContainerPeek row={row()} onClose={() => props.onPeek(undefined)} />}</Show>}>
      <div class={styles.list}>
        <Sentence says={dockerSentence(live.dockerHosts(), live.now())} figures={<Show when={agentVersions(live.dockerHosts())}>{(versions) => <Figure name="Agents">{versions()}</Figure>}</Show>}>
          {dockerTotals(live.dockerHosts())}
        </Sentence>
        <Show
          when={props.hosts.length > 0}
          fallback={
            <EmptyState sentence={`No container matches ${props.query}.`}>
              <Button kind="text" onClick={() => props.onClear()}>
                Clear the filter
              </Button>
            </EmptyState>
          }
        >
          <Table
            label="Containers"
            grid="single"
            active={keys.cursor() === undefined ? undefined : rowId(keys.cursor() ?? "")}
            columns="14px minmax(120px, 150px) minmax(120px, 1fr) 92px 84px 160px 58px 76px 42px minmax(100px, 170px)"
            class={styles.table}
          >
            <Head />
            <Index each={props.hosts}>
              {(one) => (
                <>
                  <GroupRow name={hostLabel(one().host)} mark={<StatusMark status={one().status} label={one().status === "running" ? "Answers" : undefined} />} actions={<HostMenu host={one().host} />}>
                    <span class={styles.words}>{hostWords(one(), live.now())}</span>
                  </GroupRow>
                  <Index each={one().containers}>{(row) => <ContainerRow row={row()} keys={keys} peeked={keyOf(row()) === props.peek} />}</Index>
                </>
              )}
            </Index>
          </Table>
        </Show>
        <MayChange>
          <AbsentHosts />
        </MayChange>
      </div>
    </Beside>
  );
}

function Head() {
  return (
    <HeadRow class={styles.head}>
      <HeadCell label="Status" />
      <HeadCell sorted="descending">Worst first</HeadCell>
      <HeadCell>Image</HeadCell>
      <HeadCell>State</HeadCell>
      <HeadCell align="end">CPU, cores</HeadCell>
      <HeadCell indent="46px">Memory of limit</HeadCell>
      <HeadCell align="end">Restarts</HeadCell>
      <HeadCell align="end">Ports</HeadCell>
      <HeadCell align="end">Up</HeadCell>
      <HeadCell label="Note" />
    </HeadRow>
  );
}
