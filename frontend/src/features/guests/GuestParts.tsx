import { For, Show } from "solid-js";
import type { Guest, Usage } from "../../domain/types";
import { guestTrigger } from "../../domain/thresholds";
import { bytes } from "../../lib/format";
import { dayAndTime, duration } from "../../lib/time";
import { counted } from "../../lib/words";
import { useLive } from "../../live/live";
import { Fact } from "../../ui/Fact";
import { MeterCell } from "../../ui/Meter";
import styles from "./Guest.module.css";
import { diskReason } from "./words";

/** How full the disks are, or why nobody knows. */
export function GuestDisks(props: { guest: Guest; class?: string }) {
  const live = useLive();
  const disks = (): readonly Usage[] => {
    const single = props.guest.disk;
    if (props.guest.disks !== undefined && props.guest.disks.length > 0) return props.guest.disks;
    return single?.usage === undefined ? [] : [single];
  };
  return (
    <Show when={disks().length > 0 || diskReason(props.guest)}>
      <section class={props.class}>
        <h3 class="strong">Disks</h3>
        <For each={disks()}>
          {(disk) => (
            <div class={styles.disk} title={`${bytes(disk.used)} of ${bytes(disk.total)}`}>
              <span class="mono cut">{disk.mountpoint ?? disk.device ?? (props.guest.type === "lxc" ? "/" : "all disks")}</span>
              <MeterCell label={`Disk ${disk.mountpoint ?? ""}`} value={disk.usage} trigger={guestTrigger(live.thresholds(), props.guest, "disk")} stale={props.guest.stale} width={60} />
            </div>
          )}
        </For>
        <Show when={diskReason(props.guest)}>
          {(reason) => (
            <p class="quiet">
              {reason()}
              {props.guest.disk === undefined || props.guest.disk.total === 0 ? "" : ` Their size is ${bytes(props.guest.disk.total)}.`}
            </p>
          )}
        </Show>
      </section>
    </Show>
  );
}

/** What the guest is made of. */
export function GuestMachine(props: { guest: Guest; class?: string }) {
  const live = useLive();
  const addresses = () => props.guest.ipAddresses ?? [];
  const system = () => [props.guest.osName, props.guest.osVersion].filter((part) => part !== undefined).join(" ");
  const size = () =>
    [
      props.guest.cpus === undefined ? undefined : counted(props.guest.cpus, "core"),
      props.guest.memory === undefined ? undefined : bytes(props.guest.memory.total),
      (props.guest.disk?.total ?? 0) > 0 ? bytes(props.guest.disk?.total) : undefined,
    ].filter((part) => part !== undefined);
  const up = () => (props.guest.upSince === undefined || props.guest.stale === true ? undefined : `${duration(live.now() - props.guest.upSince)}, since ${dayAndTime(props.guest.upSince)}`);
  return (
    <section class={props.class}>
      <h3 class="strong">Machine</h3>
      <dl class={styles.machine}>
        <Fact name="Address">
          <Show when={addresses().length > 0}>
            <span class="mono">{addresses()[0]}</span>
            <Show when={addresses().length > 1}>
              <span class="quiet" title={addresses().slice(1).join(", ")}>
                {" "}
                +{addresses().length - 1}
              </span>
            </Show>
          </Show>
        </Fact>
        <Fact name="System">{system()}</Fact>
        <Fact name="Size">{size().join(", ")}</Fact>
        <Fact name="Up">{up()}</Fact>
        <Fact name="Locked by">{props.guest.lock}</Fact>
        <For each={props.guest.networkInterfaces}>
          {(network) => (
            <Fact name={network.name}>
              <span class="mono">{[network.mac, ...(network.addresses ?? [])].filter((part) => part !== undefined).join(" ")}</span>
            </Fact>
          )}
        </For>
      </dl>
    </section>
  );
}
