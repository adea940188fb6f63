import Columns3 from "lucide-solid/icons/columns-3";
import Download from "lucide-solid/icons/download";
import ListTree from "lucide-solid/icons/list-tree";
import Rows3 from "lucide-solid/icons/rows-3";
import { Show } from "solid-js";
import { IconButton } from "../../ui/Button";
import { Menu } from "../../ui/Menu";
import { Segmented } from "../../ui/Segmented";
import { FilterField } from "../../ui/find";
import styles from "./Guests.module.css";
import type { Column, ColumnKey, Density } from "./columns";
import type { GuestList } from "./list";
import type { Grouping, GuestView } from "./view";

interface GuestToolsProps {
  readonly view: GuestView;
  readonly list: GuestList;
  /** The columns that there are. */
  readonly columns: readonly Column[];
  readonly hidden: readonly ColumnKey[];
  readonly onHidden: (hidden: readonly ColumnKey[]) => void;
  readonly density: Density;
  readonly onDensity: (density: Density) => void;
  readonly onExport: () => void;
}

const groupings: readonly { readonly value: Grouping; readonly label: string }[] = [
  { value: "node", label: "By node" },
  { value: "cluster", label: "By cluster" },
  { value: "tag", label: "By tag" },
  { value: "none", label: "Not grouped" },
];

/** Filter, states, grouping, columns, row height and export. */
export function GuestTools(props: GuestToolsProps) {
  const counts = () => props.list.counts();
  const grouping = () => groupings.find(({ value }) => value === props.view.grouping());
  const toggle = (key: ColumnKey) =>
    props.onHidden(props.hidden.includes(key) ? props.hidden.filter((other) => other !== key) : [...props.hidden, key]);
  return (
    <div class={styles.tools} role="toolbar" aria-label="List of guests">
      <div class={styles.find}>
        <FilterField
          label="Filter guests"
          placeholder="cpu>80 tag:prod node:atlas2"
          value={props.view.query()}
          onInput={(query) => props.view.setQuery(query)}
          problem={props.list.problem()}
        />
      </div>
      <div class={styles.states}>
        <Segmented
          label="State"
          value={props.view.segment()}
          onChange={(segment) => props.view.setSegment(segment)}
          choices={[
            { value: "all", label: "All", count: counts().all },
            { value: "problems", label: "Problems", count: counts().problems },
            { value: "running", label: "Running", count: counts().running },
            { value: "unknown", label: "Unknown", count: counts().unknown },
            { value: "stopped", label: "Stopped", count: counts().stopped },
          ]}
        />
      </div>
      <span class={styles.grow} />
      <div class={styles.phoneHide}>
        <Menu
          label={`Grouped ${grouping()?.label.toLowerCase() ?? ""}`}
          worded
          trigger={
            <>
              <ListTree class="icon" />
              {grouping()?.label}
            </>
          }
          items={groupings.map(({ value, label }) => ({ label, checked: props.view.grouping() === value, onSelect: () => props.view.setGrouping(value) }))}
        />
      </div>
      <div class={styles.phoneHide}>
        <Menu
          label="Columns"
          trigger={<Columns3 class="icon" />}
          items={props.columns.map(({ key, label }) => ({ label, checked: !props.hidden.includes(key), onSelect: () => toggle(key) }))}
        />
      </div>
      <div class={styles.phoneHide}>
        <IconButton
          label={props.density === "compact" ? "Higher rows" : "Lower rows"}
          onClick={() => props.onDensity(props.density === "compact" ? "comfortable" : "compact")}
        >
          <Rows3 class="icon" />
        </IconButton>
      </div>
      <div class={styles.phoneHide}>
        <IconButton label="Save the list as CSV" onClick={() => props.onExport()}>
          <Download class="icon" />
        </IconButton>
      </div>
      <Show when={props.list.problem()}>
        {(problem) => (
          <p class={styles.problem} role="status">
            {problem()}
          </p>
        )}
      </Show>
    </div>
  );
}
