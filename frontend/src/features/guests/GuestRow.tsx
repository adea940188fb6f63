import { A } from "@solidjs/router";
import Box from "lucide-solid/icons/box";
import Monitor from "lucide-solid/icons/monitor";
import { For, type JSX, Show } from "solid-js";
import { hasFigures, kindAndId, ownStatusOf, statusOfGuest } from "../../domain/guests";
import { guestPath, nodePath } from "../../domain/links";
import { guestTrigger } from "../../domain/thresholds";
import type { Guest } from "../../domain/types";
import { bytes, megabytesPerSecond, percent, unknown } from "../../lib/format";
import { toneOf } from "../../lib/status";
import { ago, duration, fullTime } from "../../lib/time";
import { useLive } from "../../live/live";
import { MeterCell } from "../../ui/Meter";
import { Sparkline } from "../../ui/Sparkline";
import { StatusMark } from "../../ui/StatusMark";
import { Cell, Row } from "../../ui/Table";
import styles from "./Guests.module.css";
import type { Column, ColumnKey } from "./columns";
import { diskReason, stateWords } from "./words";

interface GuestRowProps {
  readonly guest: Guest;
  readonly columns: readonly Column[];
  readonly id: string;
  readonly index: number;
  readonly cursor: boolean;
  readonly selected: boolean;
  readonly onClick: (event: MouseEvent) => void;
  readonly onOpen: () => void;
}

/** One guest in one line. A click on the name is its page, a click on the row its panel. */
export function GuestRow(props: GuestRowProps) {
  const live = useLive();
  const status = () => statusOfGuest(props.guest, live.alertsOf().get(props.guest.id), live.now());
  const before = () => props.columns.filter(({ key }) => key === "node" || key === "id");
  const rest = () => props.columns.slice(before().length);
  return (
    <Row
      id={props.id}
      index={props.index}
      cursor={props.cursor}
      selected={props.selected}
      dim={ownStatusOf(props.guest) !== "running"}
      class={styles.row}
      onClick={(event) => props.onClick(event)}
      onDblClick={() => props.onOpen()}
    >
      <Cell>
        <StatusMark status={status()} />
      </Cell>
      <Name guest={props.guest} />
      <For each={before()}>{(column) => <Figure of={column.key} guest={props.guest} />}</For>
      <Show
        when={hasFigures(props.guest)}
        fallback={
          <Cell span={`${3 + before().length} / -1`} class={`cut tone-${status() === "planned" ? "planned" : "none"}`}>
            {stateWords(props.guest, live.now())}
          </Cell>
        }
      >
        <For each={rest()}>{(column) => <Figure of={column.key} guest={props.guest} />}</For>
      </Show>
    </Row>
  );
}

function Name(props: { guest: Guest }) {
  return (
    <Cell class={styles.name}>
      <Show when={props.guest.type === "qemu"} fallback={<Box class="icon-s" aria-hidden="true" />}>
        <Monitor class="icon-s" aria-hidden="true" />
      </Show>
      <A class="strong cut" href={guestPath(props.guest.id)} title={`${props.guest.name}, ${kindAndId(props.guest)}`}>
        {props.guest.name}
      </A>
      <span class={`cut ${styles.tags}`}>{props.guest.tags?.join(" · ")}</span>
    </Cell>
  );
}

interface FigureProps {
  readonly of: ColumnKey;
  readonly guest: Guest;
}

/** The cell of one column. */
function Figure(props: FigureProps) {
  return <>{figures[props.of](props)}</>;
}

const figures: Record<ColumnKey, (props: FigureProps) => JSX.Element> = {
  node: (props) => (
    <Cell class="quiet cut">
      <A href={nodePath(`${props.guest.instance}-${props.guest.node}`)}>{props.guest.node}</A>
    </Cell>
  ),
  id: (props) => (
    <Cell align="end" figures class="quiet">
      {props.guest.vmid}
    </Cell>
  ),
  cpu: (props) => <Processor guest={props.guest} />,
  memory: (props) => <Quantity guest={props.guest} metric="memory" label="Memory" width={64} />,
  disk: (props) => <Quantity guest={props.guest} metric="disk" label="Disk" width={48} reason={diskReason(props.guest)} />,
  netin: (props) => <Rate value={props.guest.networkIn} />,
  netout: (props) => <Rate value={props.guest.networkOut} />,
  read: (props) => <Rate value={props.guest.diskRead} />,
  write: (props) => <Rate value={props.guest.diskWrite} />,
  up: (props) => <Up guest={props.guest} />,
  backup: (props) => <Backup guest={props.guest} />,
};

function Processor(props: { guest: Guest }) {
  const live = useLive();
  const value = () => (props.guest.cpu === undefined ? undefined : props.guest.cpu * 100);
  const trigger = () => guestTrigger(live.thresholds(), props.guest, "cpu");
  const tone = () => (props.guest.stale === true ? undefined : toneOf(value(), trigger()));
  return (
    <Cell class={styles.processor}>
      <Sparkline values={live.trends.of(props.guest.id, "cpu")} stale={props.guest.stale} trigger={trigger()} tone={tone()} />
      <span class={`num tone-${tone() ?? "none"}`}>{percent(value())}</span>
    </Cell>
  );
}

function Quantity(props: { guest: Guest; metric: "memory" | "disk"; label: string; width: number; reason?: string }) {
  const live = useLive();
  const amount = () => props.guest[props.metric];
  return (
    <Cell title={amount()?.usage === undefined ? props.reason : undefined}>
      <MeterCell
        label={`${props.label} of ${props.guest.name}`}
        value={amount()?.usage}
        trigger={guestTrigger(live.thresholds(), props.guest, props.metric)}
        stale={props.guest.stale}
        reason={props.reason}
        width={props.width}
        after={(amount()?.total ?? 0) > 0 ? bytes(amount()?.total) : undefined}
      />
    </Cell>
  );
}

function Rate(props: { value: number | undefined }) {
  return (
    <Cell align="end" figures class={props.value === 0 ? "quiet" : undefined}>
      {megabytesPerSecond(props.value)}
    </Cell>
  );
}

function Up(props: { guest: Guest }) {
  const live = useLive();
  const since = () => (props.guest.stale === true ? undefined : props.guest.upSince);
  return (
    <Cell align="end" figures title={since() === undefined ? undefined : `since ${fullTime(since() ?? 0)}`}>
      {since() === undefined ? unknown : duration(live.now() - (since() ?? 0))}
    </Cell>
  );
}

function Backup(props: { guest: Guest }) {
  const live = useLive();
  return (
    <Cell align="end" figures class={props.guest.lastBackup === undefined ? "tone-warning" : undefined}>
      {props.guest.lastBackup === undefined ? "never" : ago(props.guest.lastBackup, live.now())}
    </Cell>
  );
}
