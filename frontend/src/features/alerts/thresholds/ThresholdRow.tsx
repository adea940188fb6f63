import { type Accessor, For, Show } from "solid-js";
import type { AlertConfig } from "../../../domain/alertConfig";
import { heldAlerts } from "../../../domain/limitCells";
import type { Typed } from "../../../domain/limitText";
import { unknown } from "../../../lib/format";
import { useLive } from "../../../live/live";
import { MayChange, useSession } from "../../../live/session";
import { Cell, Row } from "../../../ui/Table";
import { Check } from "../../../ui/icons";
import styles from "./Thresholds.module.css";
import { ValueCell } from "./ValueCell";
import { type CellView, type ColumnKey, alertsColumn, cellId, cellOf, stateColumn } from "./cells";
import type { Grid } from "./grid";
import type { GridRow, Pinned, Resource } from "./rows";

/** What a row does with its cells. */
export interface CellActions {
  click(row: GridRow, column: ColumnKey): void;
  type(row: GridRow, column: ColumnKey, text: string): Typed<unknown>;
}

interface SharedProps {
  readonly config: AlertConfig;
  readonly grid: Grid;
  readonly actions: CellActions;
  readonly columns: Accessor<readonly ColumnKey[]>;
  readonly refused?: string;
  readonly index: number;
}

/** A resource with its thresholds. */
export function ResourceRow(props: SharedProps & { row: Resource; fired: number | undefined; most: number }) {
  const selected = () => props.grid.selected().has(props.row.key);
  const alerts = () => heldAlerts(props.config, props.row.id, props.row.sort, props.row.between).value;
  return (
    <Row index={props.index} selected={selected()} dim={!alerts()} class={styles.row}>
      <Cell>
        <MayChange>
          <label class={styles.box}>
            <input type="checkbox" tabindex="-1" aria-label={`Select ${props.row.name}`} checked={selected()} onClick={(event) => props.grid.toggle(props.row.key, event.shiftKey)} />
            <Check class={styles.tick} />
          </label>
        </MayChange>
      </Cell>
      <Cell class="cut" title={props.row.between === undefined ? props.row.id : `${props.row.id}, ${props.row.between.from}`}>
        <span class={alerts() ? "strong" : ""}>{props.row.name}</span>
        <Show when={props.row.between}>{(between) => <span class={`quiet small ${styles.from}`}>{between().from}</span>}</Show>
      </Cell>
      <Cells {...props} name={props.row.name} />
      <Cell align="end" figures>
        <Show when={props.fired !== undefined} fallback={unknown}>
          <Show when={(props.fired ?? 0) > 0}>
            <i class={styles.bar} style={{ width: `${Math.max(2, Math.round(((props.fired ?? 0) / props.most) * 40))}px` }} />
          </Show>
          {props.fired}
        </Show>
      </Cell>
    </Row>
  );
}

/** The defaults of a kind, or the delays of its thresholds. */
export function PinnedRow(props: SharedProps & { row: Pinned }) {
  const name = () => (props.row.kind === "default" ? props.row.sort.all : `${props.row.sort.all}: raised after`);
  return (
    <Row index={props.index} class={styles.fixed}>
      <Cell />
      <Cell class="cut">
        <Show when={props.row.kind === "default"} fallback="Raised after">
          <span class="strong">{props.row.sort.all}</span> <span class="quiet">defaults</span>
        </Show>
      </Cell>
      <Cells {...props} name={name()} />
      <Cell />
    </Row>
  );
}

function Cells(props: SharedProps & { row: GridRow; name: string }) {
  const live = useLive();
  const session = useSession();
  const view = (column: ColumnKey): CellView => {
    const cell = cellOf(props.config, props.row, column, live.degrees());
    return session.mayChange() ? cell : { ...cell, edit: "none" };
  };
  const isAt = (column: ColumnKey) => props.grid.at()?.row === props.row.key && props.grid.at()?.column === column;
  return (
    <For each={props.columns()}>
      {(column) => (
        <ValueCell
          id={cellId(props.row.key, column)}
          label={`${props.name}, ${labelOf(props.row, column)}`}
          view={view(column)}
          cursor={isAt(column)}
          editing={isAt(column) ? props.grid.editing() : undefined}
          refused={props.refused !== undefined && isRefused(props.row, column, props.refused)}
          onType={(text) => props.actions.type(props.row, column, text)}
          onLeave={(direction) => props.grid.leave(direction)}
          onClick={() => props.actions.click(props.row, column)}
        />
      )}
    </For>
  );
}

function labelOf(row: GridRow, column: ColumnKey): string {
  if (column === stateColumn) return row.sort.state?.label ?? "";
  if (column === alertsColumn) return "alerts";
  return row.sort.metrics.find(({ key }) => key === column)?.label ?? "";
}

/** Whether the member that the server did not take stands in this cell. */
function isRefused(row: GridRow, column: ColumnKey, field: string): boolean {
  if (row.kind === "resource") return field === `overrides.${row.id}.${column}`;
  const path = row.sort.metrics.find(({ key }) => key === column)?.path.join(".");
  return row.kind === "default" && path !== undefined && field === path;
}
