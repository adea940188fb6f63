import { useSearchParams } from "@solidjs/router";
import { For, Show, createMemo, createSignal, createUniqueId } from "solid-js";
import { alertKeyOf } from "../../domain/docker";
import { type SortName, sorts } from "../../domain/limitSorts";
import { byText, sorted } from "../../lib/compare";
import { useLive } from "../../live/live";
import { SelectField } from "../../ui/Field";
import { Peek } from "../../ui/Peek";
import styles from "./Alerts.module.css";
import { WhySteps } from "./WhySteps";
import { resourcesOf, kinds } from "./thresholds/rows";

interface Asked {
  readonly id: string;
  readonly label: string;
  readonly sort: SortName;
}

const states: Readonly<Partial<Record<SortName, readonly (readonly [type: string, label: string])[]>>> = {
  node: [["connectivity", "unreachable"]],
  guest: [["powered-off", "powered off"], ["backup-age", "old backup"], ["backup-failed", "failed backup"], ["snapshot-age", "old snapshot"]],
  storage: [["offline", "offline"], ["zfs-pool-state", "ZFS pool"]],
  disk: [["disk-health", "disk health"], ["disk-wearout", "life left"]],
  host: [["docker-host-offline", "silent"]],
  container: [["docker-container-state", "not running"], ["docker-container-health", "health check"], ["docker-container-restart-loop", "restarts"], ["docker-container-memory-limit", "memory of limit"]],
  server: [["offline", "offline"], ["pbs-job-failed", "failed job"]],
  gateway: [["offline", "offline"], ["queue-depth", "waiting mail"], ["queue-deferred", "deferred mail"], ["queue-hold", "mail on hold"], ["message-age", "oldest message"]],
};

/** Asks why something did not alert: any resource, anything that could be about it. */
export function WhyNot(props: { onClose: () => void }) {
  const live = useLive();
  const [address, setAddress] = useSearchParams<{ resource?: string; type?: string }>();
  const list = createUniqueId();
  const field = createUniqueId();
  const [text, setText] = createSignal<string>();
  const all = createMemo((): Asked[] => {
    const rows = kinds.flatMap((kind) => resourcesOf(kind, { estate: live.estate, guests: live.ratedGuests(), rules: [] }));
    return sorted(rows.map(({ id, name, place, sort }) => ({ id: sort.name === "host" ? alertIdOfHost(id) : id, label: place === name ? name : `${name} on ${place}`, sort: sort.name })), byText(({ label }) => label));
  });
  const chosen = createMemo(() => all().find(({ id }) => id === address.resource));
  const types = () => {
    const name = chosen()?.sort ?? "guest";
    return [...sorts[name].metrics.map(({ key, label }) => ({ value: key, label })), ...(states[name] ?? []).map(([value, label]) => ({ value, label }))];
  };
  const type = () => types().find(({ value }) => value === address.type)?.value ?? types()[0]?.value ?? "cpu";
  const choose = (label: string) => {
    setText(label);
    const found = all().find((one) => one.label === label);
    if (found !== undefined) setAddress({ resource: found.id, type: undefined }, { replace: true, scroll: false });
  };
  return (
    <Peek title="Why was I not told?" onClose={() => props.onClose()}>
      <div class={styles.ask}>
        <div>
          <label class="quiet small" for={field}>
            About
          </label>
          <input id={field} list={list} placeholder="Name of a guest, node, storage, …" value={text() ?? chosen()?.label ?? ""} onInput={(event) => choose(event.currentTarget.value)} />
          <datalist id={list}>
            <For each={all().slice(0, 2000)}>{({ label }) => <option value={label} />}</For>
          </datalist>
        </div>
        <SelectField label="What of it" value={type()} options={types()} onChange={(value) => setAddress({ type: value }, { replace: true, scroll: false })} />
      </div>
      <Show when={chosen()} fallback={<p class="quiet">Choose what should have alerted.</p>}>
        {(resource) => <WhySteps resourceId={resource().id} type={type()} />}
      </Show>
    </Peek>
  );
}

function alertIdOfHost(id: string): string {
  return alertKeyOf({ id, hostname: "", displayName: "", status: "", containers: [] });
}
