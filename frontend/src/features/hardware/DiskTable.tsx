import { Index, Show, createMemo, createSignal } from "solid-js";
import { type PhysicalDisk, wornOut } from "../../domain/hardware";
import { bytes, percent, unknown } from "../../lib/format";
import { temperature } from "../../lib/temperature";
import { useLive } from "../../live/live";
import { Button } from "../../ui/Button";
import { Panel } from "../../ui/Panel";
import { StatusMark } from "../../ui/StatusMark";
import { Cell, HeadCell, HeadRow, Row, Table } from "../../ui/Table";
import styles from "./Hardware.module.css";
import { type RatedDisk, healthWord, ratedDisks, wearsNot } from "./rows";

const most = 8;

/** The disks of the estate, or of one node, those first that will fail first. */
export function DiskTable(props: { node?: { readonly instance: string; readonly name: string } }) {
  const live = useLive();
  const [all, setAll] = createSignal(false);
  const disks = createMemo(() => {
    const here = Object.values(live.estate.physicalDisks).filter((disk) => props.node === undefined || (disk.instance === props.node.instance && disk.node === props.node.name));
    return ratedDisks(here, live.alertsOf(), live.now());
  });
  const shown = () => (all() ? disks() : disks().slice(0, most));
  return (
    <Show when={disks().length > 0}>
      <Panel
        title="Disks"
        fact={disks().length > shown().length ? `worst ${shown().length} of ${disks().length}` : String(disks().length)}
        more={
          <Show when={disks().length > most}>
            <Button kind="text" onClick={() => setAll(!all())}>
              {all() ? "Only the worst" : "All disks"}
            </Button>
          </Show>
        }
      >
        <Table label="Disks" columns="14px 80px 128px minmax(140px, 1fr) minmax(90px, 0.4fr) 120px 140px 56px" class={styles.disks}>
          <HeadRow class={styles.head}>
            <HeadCell label="Status" />
            <HeadCell>Node</HeadCell>
            <HeadCell>Device</HeadCell>
            <HeadCell>Model</HeadCell>
            <HeadCell>Used by</HeadCell>
            <HeadCell>Health</HeadCell>
            <HeadCell indent="46px">Life left</HeadCell>
            <HeadCell align="end">Temp.</HeadCell>
          </HeadRow>
          <Index each={shown()}>{(row) => <DiskRow row={row()} />}</Index>
        </Table>
      </Panel>
    </Show>
  );
}

function DiskRow(props: { row: RatedDisk }) {
  const live = useLive();
  const disk = () => props.row.disk;
  const tone = () => (props.row.status === "critical" ? "tone-critical" : "");
  return (
    <Row class={styles.disk} dim={disk().stale === true}>
      <Cell>
        <StatusMark status={props.row.status} label={props.row.status === "running" ? "In order" : undefined} />
      </Cell>
      <Cell class={`cut strong ${styles.node}`}>{disk().node}</Cell>
      <Cell class={`cut mono ${styles.device}`}>{disk().devPath}</Cell>
      <Cell class={`cut ${styles.model}`} title={`${disk().model} ${disk().serial}`}>
        {disk().model === "" ? disk().type.toUpperCase() : disk().model} {disk().size === undefined ? "" : bytes(disk().size)} <span class="quiet">{disk().serial}</span>
      </Cell>
      <Cell class={`cut soft ${styles.used}`}>{disk().used}</Cell>
      <Cell class={`cut ${tone()} ${styles.health}`}>{healthWord(disk())}</Cell>
      <Cell>
        <LifeLeft disk={disk()} />
      </Cell>
      <Cell align="end" figures class={styles.heat}>
        {temperature(disk().temperature, live.degrees())}
      </Cell>
    </Row>
  );
}

/** The life that is left of a disk: here a low value is the bad one. */
function LifeLeft(props: { disk: PhysicalDisk }) {
  const low = () => props.disk.stale !== true && (props.disk.wearout ?? 100) < wornOut;
  const label = () => `Life left of ${props.disk.devPath} on ${props.disk.node}`;
  return (
    <span class={styles.life}>
      <span class={`num ${low() ? "tone-warning" : ""}`}>{props.disk.wearout === undefined ? unknown : percent(props.disk.wearout)}</span>
      <Show when={props.disk.wearout !== undefined} fallback={<span class="quiet small">{wearsNot(props.disk) ? "disk, no wear" : "not told"}</span>}>
        <span
          class={styles.bar}
          data-state={low() ? "low" : props.disk.stale === true ? "stale" : "ok"}
          role="meter"
          aria-label={label()}
          aria-valuemin={0}
          aria-valuemax={100}
          aria-valuenow={props.disk.wearout}
          aria-valuetext={`${percent(props.disk.wearout)}${low() ? ", nearly worn out" : ""}`}
        >
          <i style={{ width: `${Math.min(100, props.disk.wearout ?? 0)}%` }} />
        </span>
      </Show>
    </span>
  );
}
