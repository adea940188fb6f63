import { A } from "@solidjs/router";
import { For, Show, createMemo } from "solid-js";
import { type BackupRow, type Verdict, countOf } from "../../domain/backupBoard";
import { backupPath } from "../../domain/links";
import type { Tone } from "../../lib/status";
import { useLive } from "../../live/live";
import { Panel } from "../../ui/Panel";
import styles from "./LastNight.module.css";

/** A line beside the cells: how many guests, and how they are. */
interface NightLine {
  readonly count: number;
  readonly words: string;
  readonly tone?: Tone;
}

const most = 120;

/** Whether the backups of last night are there, a square for each guest, worst first. */
export function LastNight() {
  const live = useLive();
  const board = () => live.backups();
  const lines = createMemo((): NightLine[] => {
    const one = (count: number, words: string, verdict: Verdict, tone?: Tone): NightLine => ({ count, words: named(board().rows, verdict, words), tone });
    return [
      { count: countOf(board(), "good", "size"), words: "good" },
      one(countOf(board(), "failed"), "failed", "failed", "critical"),
      one(countOf(board(), "bad"), "does not verify", "bad", "critical"),
      one(countOf(board(), "late"), "did not run", "late", "warning"),
      { count: countOf(board(), "running"), words: "running", tone: "planned" as const },
      one(countOf(board(), "none"), "no backup", "none", "warning"),
      { count: countOf(board(), "unknown"), words: "not known", tone: "unknown" as const },
    ].filter(({ count }, index) => index === 0 || count > 0);
  });
  return (
    <Show when={board().known}>
      <Panel title="Last night's backups" more={<A href="/backups">Board</A>}>
        <div class={styles.night}>
          <span class={styles.cells} role="group" aria-label="Backups by guest">
            <For each={board().rows.slice(0, most)}>
              {(row) => <A class={styles.cell} href={backupPath(row.guest.id)} data-verdict={row.verdict} title={`${row.guest.name}: ${wordsOf(row)}`} aria-label={`${row.guest.name}, ${wordsOf(row)}`} />}
            </For>
          </span>
          <dl class={styles.lines}>
            <For each={lines()}>
              {(line) => (
                <div class={`tone-${line.tone ?? "none"}`}>
                  <dt class="num">{line.count}</dt>
                  <dd class="cut" title={line.words}>
                    {line.words}
                  </dd>
                </div>
              )}
            </For>
          </dl>
        </div>
      </Panel>
    </Show>
  );
}

/** The name behind the word, when it is only one. */
function named(rows: readonly BackupRow[], verdict: Verdict, words: string): string {
  const [only, ...others] = rows.filter((row) => row.verdict === verdict);
  return only === undefined || others.length > 0 ? words : `${words}: ${only.guest.name}`;
}

function wordsOf({ verdict, reason }: BackupRow): string {
  return reason ?? (verdict === "size" ? "good, of unusual size" : verdict);
}
