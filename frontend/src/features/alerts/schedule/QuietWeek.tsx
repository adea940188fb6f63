import { For, Show, createUniqueId } from "solid-js";
import { withValue } from "../../../domain/alertConfig";
import { categories, categoryWord, days, minutesOf, placeInWeek, quietHoursOf, quietWeek } from "../../../domain/quietHours";
import { capital } from "../../../lib/words";
import { Check } from "../../../ui/icons";
import type { ConfigDraft } from "../draft";
import styles from "./Schedule.module.css";
import { Switch } from "./Toggles";

interface QuietWeekProps {
  readonly draft: ConfigDraft;
  readonly now: number;
  readonly onProblem: (where: string, wrong: boolean) => void;
}

const path = ["schedule", "quietHours"];
const wholeDay = 24 * 60;
const hours = [0, 3, 6, 9, 12, 15, 18, 21, 24];

/** The quiet hours as a week, with the present in it. */
export function QuietWeek(props: QuietWeekProps) {
  const config = () => props.draft.config();
  const quiet = () => quietHoursOf(config());
  const week = () => quietWeek(quiet());
  const here = () => placeInWeek(props.now, quiet().zone);
  const set = (key: string, value: unknown) => props.draft.change(withValue(config(), [...path, key], value));
  const setDay = (day: string, on: boolean) => set("days", Object.fromEntries(days.map((one) => [one, one === day ? on : quiet().days.has(one)])));
  const share = (minutes: number) => `${(minutes / wholeDay) * 100}%`;
  return (
    <section class={styles.section}>
      <div class={styles.head}>
        <Switch label="Quiet hours" checked={quiet().enabled} onChange={(on) => set("enabled", on)} />
        <h3>Quiet hours</h3>
        <span class={styles.grow} />
        <TimeField label="Begin" path="start" {...props} /> to <TimeField label="End" path="end" {...props} />
        <span class="quiet">on the nights that begin on</span>
      </div>
      <Show when={[quiet().start, quiet().end].includes(undefined)}>
        <p class={`tone-critical small ${styles.wrong}`} role="status">
          A time is written 22:00, from 00:00 to 23:59.
        </p>
      </Show>
      <div class={styles.week} data-off={quiet().enabled ? undefined : ""}>
        <div class={styles.hours} aria-hidden="true">
          <For each={hours}>{(hour) => <span style={{ left: share(hour * 60) }}>{String(hour).padStart(2, "0")}</span>}</For>
        </div>
        <For each={days}>
          {(day, index) => (
            <div class={styles.day}>
              <label class={styles.tickbox}>
                <span class={styles.box}>
                  <input type="checkbox" checked={quiet().days.has(day)} onChange={(event) => setDay(day, event.currentTarget.checked)} />
                  <Check class={styles.tick} />
                </span>
                <span class={here().day === index() ? "strong" : ""}>{capital(day.slice(0, 3))}</span>
                <span class="heard">{day.slice(3)}</span>
              </label>
              <span class={styles.lane} role="img" aria-label={pieceWords(week()[index()] ?? [])}>
                <For each={week()[index()]}>{(piece) => <i class={styles.piece} style={{ left: share(piece.from), width: share(piece.to - piece.from) }} />}</For>
                <Show when={here().day === index()}>
                  <i class={styles.now} style={{ left: share(here().minute) }} />
                </Show>
              </span>
            </div>
          )}
        </For>
      </div>
      <div class={styles.through}>
        <span class="soft">Critical still gets through for</span>
        <For each={categories}>
          {(name) => (
            <label class={styles.tickbox}>
              <span class={styles.box}>
                <input type="checkbox" checked={!quiet().held.has(name)} onChange={(event) => props.draft.change(withValue(config(), [...path, "suppress", name], !event.currentTarget.checked))} />
                <Check class={styles.tick} />
              </span>
              {categoryWord(name)}
            </label>
          )}
        </For>
        <span class={styles.grow} />
        <ZoneField {...props} />
      </div>
    </section>
  );
}

function TimeField(props: QuietWeekProps & { label: string; path: "start" | "end" }) {
  const value = () => quietText(props.draft, props.path);
  const wrong = () => minutesOf(value()) === undefined;
  return (
    <input
      class={styles.time}
      inputmode="numeric"
      placeholder="22:00"
      spellcheck={false}
      aria-label={`${props.label} of the quiet hours`}
      aria-invalid={wrong()}
      value={value()}
      onInput={(event) => {
        const time = event.currentTarget.value;
        props.onProblem(props.path, minutesOf(time) === undefined);
        props.draft.change(withValue(props.draft.config(), [...path, props.path], time));
      }}
    />
  );
}

function ZoneField(props: QuietWeekProps) {
  const list = createUniqueId();
  const zones = Intl.supportedValuesOf("timeZone");
  const value = () => quietText(props.draft, "timezone");
  const refused = () => (props.draft.refused()?.field === [...path, "timezone"].join(".") ? props.draft.refused()?.words : undefined);
  return (
    <label class={styles.zone}>
      <span class="quiet">Time zone</span>
      <input class={styles.text} list={list} value={value()} aria-invalid={refused() !== undefined} title={refused()} onInput={(event) => props.draft.change(withValue(props.draft.config(), [...path, "timezone"], event.currentTarget.value))} />
      <datalist id={list}>
        <For each={zones}>{(zone) => <option value={zone} />}</For>
      </datalist>
      <Show when={refused()}>{(words) => <span class="tone-critical small">{words()}</span>}</Show>
    </label>
  );
}

function quietText(draft: ConfigDraft, key: string): string {
  const found = path.concat(key).reduce<unknown>((at, one) => (typeof at === "object" && at !== null ? Reflect.get(at, one) : undefined), draft.config());
  return typeof found === "string" ? found : "";
}

function pieceWords(pieces: readonly { readonly from: number; readonly to: number }[]): string {
  const time = (minutes: number) => `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
  return pieces.length === 0 ? "no quiet hours" : `quiet ${pieces.map(({ from, to }) => `${time(from)} to ${time(to)}`).join(" and ")}`;
}
