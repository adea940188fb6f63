import { A } from "@solidjs/router";
import { For, Show } from "solid-js";
import type { BackupRow } from "../../domain/backupBoard";
import type { GuestSnapshot } from "../../domain/backups";
import type { Copy } from "../../domain/copies";
import { kindAndId } from "../../domain/guests";
import { guestPath } from "../../domain/links";
import { bytes } from "../../lib/format";
import { agoWords, dayAndTime, duration, fullTime } from "../../lib/time";
import { counted } from "../../lib/words";
import { useLive } from "../../live/live";
import { Banner } from "../../ui/Banner";
import { Peek } from "../../ui/Peek";
import { StatusMark } from "../../ui/StatusMark";
import { jumpWords } from "./BoardRow";
import styles from "./Backups.module.css";

const most = 60;

/** Every backup and snapshot of a guest, beside the board. */
export function BackupPeek(props: { row: BackupRow; onClose: () => void }) {
  const live = useLive();
  const guest = () => props.row.guest;
  return (
    <Peek title={<A href={guestPath(guest().id)}>{guest().name}</A>} mark={<StatusMark status={props.row.status} label="" />} onClose={() => props.onClose()}>
      <p class="soft">
        {kindAndId(guest())} on {guest().node}
      </p>
      <Show when={props.row.reason}>
        {(reason) => (
          <div class={styles.banner}>
            <Banner tone={props.row.status === "critical" || props.row.status === "warning" ? props.row.status : "unknown"}>
              {reason()}
              {props.row.lastGood === undefined ? "" : `. The last good one is of ${dayAndTime(props.row.lastGood.at, live.now())}`}
            </Banner>
          </div>
        )}
      </Show>
      <Show when={props.row.jump}>{(jump) => <p class="tone-warning">The newest is {jumpWords(jump())}.</p>}</Show>
      <section class={styles.part}>
        <h3>
          Backups <span class="quiet">{props.row.copies.length}</span>
        </h3>
        <ul>
          <For each={props.row.copies.slice(0, most)} fallback={<li class="quiet">None is known.</li>}>
            {(copy) => <CopyLine copy={copy} now={live.now()} />}
          </For>
        </ul>
        <Show when={props.row.copies.length > most}>
          <p class="quiet small">and {counted(props.row.copies.length - most, "older one")}</p>
        </Show>
      </section>
      <Show when={props.row.snapshots.length > 0}>
        <section class={styles.part}>
          <h3>
            Snapshots <span class="quiet">{props.row.snapshots.length}, oldest first</span>
          </h3>
          <ul>
            <For each={props.row.snapshots}>{(snapshot) => <SnapshotLine snapshot={snapshot} now={live.now()} />}</For>
          </ul>
        </section>
      </Show>
    </Peek>
  );
}

function CopyLine(props: { copy: Copy; now: number }) {
  const facts = () => {
    const words = props.copy.verified === "ok" ? ["verified"] : props.copy.verified === "failed" ? ["does not verify"] : props.copy.onServer ? ["not yet verified"] : [];
    if (props.copy.protected) words.push("protected");
    if (props.copy.encrypted) words.push("encrypted");
    if (props.copy.stale) words.push("from an old list");
    return words.join(", ");
  };
  return (
    <li class={styles.copy} title={props.copy.notes}>
      <span class="num" title={fullTime(props.copy.at)}>
        {dayAndTime(props.copy.at, props.now)}
      </span>
      <span class="cut soft" title={props.copy.where}>
        {props.copy.where}
      </span>
      <span class={`cut small ${props.copy.verified === "failed" ? "tone-critical" : "quiet"}`}>{facts()}</span>
      <span class="num">{bytes(props.copy.size)}</span>
    </li>
  );
}

function SnapshotLine(props: { snapshot: GuestSnapshot; now: number }) {
  return (
    <li class={styles.snapshot} title={props.snapshot.description}>
      <span class="cut strong">{props.snapshot.name}</span>
      <span class="cut quiet small">{props.snapshot.vmstate === true ? "with memory" : ""}</span>
      <span class="num soft" title={agoWords(props.snapshot.time, props.now)}>
        {props.snapshot.time === undefined ? "–" : duration(props.now - props.snapshot.time)}
      </span>
    </li>
  );
}
