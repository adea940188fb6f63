import { For, Match, Show, Switch, createMemo, createResource, createSignal } from "solid-js";
import { fetchAlertHistory } from "../../../api/alerts";
import type { Backtest } from "../../../api/backtest";
import { wordsOf } from "../../../api/errors";
import { delayText, limitText } from "../../../domain/limitText";
import { shownLimit } from "../../../domain/limitUnits";
import { quietHoursOf } from "../../../domain/quietHours";
import { type Compared, type TrialFigures, actedOn, compared, figuresOf, trialSentence } from "../../../domain/trial";
import { csvOf } from "../../../lib/csv";
import { fileName } from "../../../lib/download";
import { unknown } from "../../../lib/format";
import { loaded } from "../../../lib/resource";
import { clockTime, dayAndTime, duration } from "../../../lib/time";
import { counted } from "../../../lib/words";
import { useLive } from "../../../live/live";
import { useClient } from "../../../live/session";
import { Banner } from "../../../ui/Banner";
import { Button } from "../../../ui/Button";
import { save } from "../../../ui/save";
import { Skeleton } from "../../../ui/Skeleton";
import type { ConfigDraft } from "../draft";
import { FiringChart } from "./FiringChart";
import styles from "./Trial.module.css";
import type { RuleTrial } from "./rule";

const shown = 12;

/** What the values make of the past: a sentence, figures before and after, every firing, and the chosen one as a chart. */
export function TrialResult(props: { draft: ConfigDraft; trial: RuleTrial }) {
  const client = useClient();
  const live = useLive();
  const [past] = createResource(() => props.trial.from(), (from) => fetchAlertHistory(client, { from, limit: 10_000 }));
  const ids = createMemo(() => new Set(props.trial.resources().map(({ id }) => id)));
  const about = (resourceId: string, type: string) => type === props.trial.subject()?.metric.key && (ids().has(resourceId) || ids().has(resourceId.replace(/-disk-.*$/, "")));
  const firings = (of: "proposed" | "current") => (props.trial.result.result()?.[of].firings ?? []).filter(({ resourceId, type }) => about(resourceId, type));
  const rows = createMemo(() => compared(firings("current"), firings("proposed"), props.trial.to()));
  const quiet = () => quietHoursOf(props.draft.config());
  const figures = (of: "proposed" | "current") => figuresOf(firings(of), quiet(), props.trial.to());
  const acted = createMemo(() => actedOn((loaded(past) ?? []).filter(({ resourceId, type }) => about(resourceId, type)), firings("proposed"), props.trial.to()));
  const rule = (saved: boolean) => {
    const config = saved ? (props.draft.saved() ?? {}) : props.draft.config();
    const metric = props.trial.subject()?.metric;
    const limit = props.trial.limit(config);
    return `${limitText(metric === undefined ? limit : shownLimit(limit, metric, live.degrees()))}, ${delayText(props.trial.delay(config))}`;
  };
  const [chosen, setChosen] = createSignal<Compared>();
  const shownFiring = createMemo(() => chosen() ?? rows()[0]?.firings.find(({ fate }) => fate !== "gone") ?? rows()[0]?.firings[0]);
  const nameOf = (id: string) => props.trial.resources().find((one) => one.id === id || id.startsWith(`${one.id}-disk-`))?.name ?? id;
  const keep = () =>
    save(
      fileName("rule", Date.now()),
      csvOf(["resource", "began", "ended", "severity", "planned", "fires"], rows().flatMap(({ resourceId, firings: list }) => list.map(({ firing, fate }) => [nameOf(resourceId), new Date(firing.start).toISOString(), firing.end === undefined ? undefined : new Date(firing.end).toISOString(), firing.level, String(firing.planned), fate]))),
    );
  return (
    <section class={styles.result} aria-busy={props.trial.result.busy()} aria-label="What the past says">
      <Switch fallback={<Skeleton label="Looking at the past" />}>
        <Match when={props.trial.result.error()}>{(error) => <Banner tone="critical">The past could not be asked. {wordsOf(error())}</Banner>}</Match>
        <Match when={props.trial.result.result()}>
          {(result) => (
            <>
              <h2 class={styles.sentence} aria-live="polite">
                {trialSentence(firings("current").length, firings("proposed").length, acted())}
              </h2>
              <p class="soft">
                <Show when={acted().all > 0}>
                  {acted().kept} of {counted(acted().all, "alert")} that somebody acted on would still have come{acted().later > 0 ? `, ${duration(acted().later)} later on average` : ""}.{" "}
                </Show>
                <Show when={figures("proposed").planned > 0}>{counted(figures("proposed").planned, "alert")} would fall into the backup window or other planned work. </Show>
                <Show when={result().tookMs !== undefined}>Worked out in {((result().tookMs ?? 0) / 1000).toFixed(1)} s.</Show>
              </p>
              <Figures now={figures("current")} next={figures("proposed")} nowRule={rule(true)} nextRule={rule(false)} />
              <Lanes rows={rows().slice(0, shown)} from={props.trial.from()} to={props.trial.to()} chosen={shownFiring()} nameOf={nameOf} onChoose={setChosen} />
              <p class={styles.legend}>
                <i data-fate="both" /> fires with both <i data-fate="new" /> fires only with the new <i data-fate="gone" /> no longer fires
                <Show when={rows().length > shown}>
                  <span class="quiet">{counted(rows().length - shown, "more", "more")} fired</span>
                </Show>
                <span class={styles.grow} />
                <Button kind="text" onClick={() => keep()}>
                  CSV
                </Button>
              </p>
              <Show when={unlisted(result()) > 0}>
                <p class="quiet small">Only the newest alerts are looked at; {unlisted(result())} older ones are left out. Choose a shorter time to see all.</p>
              </Show>
              <Show when={result().exactFrom !== undefined && (result().exactFrom ?? 0) > props.trial.from()}>
                <p class="quiet small">Before {dayAndTime(result().exactFrom ?? 0)} only means of a minute or more are kept.</p>
              </Show>
              <Show when={shownFiring()} keyed>
                {(one) => <FiringChart firing={one.firing} name={nameOf(one.firing.resourceId)} metric={props.trial.subject()?.metric} limit={props.trial.limit(props.draft.config())} before={props.trial.limit(props.draft.saved() ?? {})} />}
              </Show>
            </>
          )}
        </Match>
      </Switch>
    </section>
  );
}

/** How many firings the server counted but did not list. */
function unlisted({ proposed, current }: Backtest): number {
  return Math.max(0, proposed.count - proposed.firings.length, current.count - current.firings.length);
}

function Figures(props: { now: TrialFigures; next: TrialFigures; nowRule: string; nextRule: string }) {
  const length = (figures: TrialFigures) => (figures.medianLength === undefined ? unknown : duration(figures.medianLength));
  return (
    <table class={styles.figures}>
      <thead>
        <tr>
          <th scope="col"><span class="heard">Rule</span></th>
          <th scope="col">Alerts</th>
          <th scope="col">In quiet hours</th>
          <th scope="col">Planned work</th>
          <th scope="col">Under 10 min</th>
          <th scope="col">Median length</th>
        </tr>
      </thead>
      <tbody>
        <For each={[{ name: `Now, ${props.nowRule}`, of: props.now }, { name: `New, ${props.nextRule}`, of: props.next }]}>
          {(row) => (
            <tr>
              <th scope="row">{row.name}</th>
              <td>{row.of.alerts}</td>
              <td>{row.of.quiet}</td>
              <td>{row.of.planned}</td>
              <td>{row.of.short}</td>
              <td>{length(row.of)}</td>
            </tr>
          )}
        </For>
      </tbody>
    </table>
  );
}

interface LanesProps {
  readonly rows: ReturnType<typeof compared>;
  readonly from: number;
  readonly to: number;
  readonly chosen: Compared | undefined;
  readonly nameOf: (id: string) => string;
  readonly onChoose: (firing: Compared) => void;
}

const words = { both: "fires with both", gone: "no longer fires", new: "fires only with the new rule" };

/** The firings of each resource over time. */
function Lanes(props: LanesProps) {
  const share = (at: number) => `${Math.max(0, Math.min(99.6, ((at - props.from) / (props.to - props.from)) * 100))}%`;
  const width = ({ firing }: Compared) => `max(4px, ${(((firing.end ?? props.to) - firing.start) / (props.to - props.from)) * 100}%)`;
  return (
    <Show when={props.rows.length > 0}>
      <div class={styles.lanes}>
        <div class={styles.laneHead}>
          <span>Resource</span>
          <span class={styles.axis}>
            <span>{dayAndTime(props.from, props.to + 8 * 86_400_000)}</span>
            <span>now</span>
          </span>
          <span>Now</span>
          <span>New</span>
        </div>
        <For each={props.rows}>
          {(row) => (
            <div class={styles.laneRow}>
              <span class="cut strong" title={row.resourceId}>{props.nameOf(row.resourceId)}</span>
              <span class={styles.lane}>
                <For each={row.firings}>
                  {(one) => (
                    <button
                      type="button"
                      data-fate={one.fate}
                      aria-pressed={props.chosen?.firing === one.firing}
                      aria-label={`${props.nameOf(row.resourceId)}, ${dayAndTime(one.firing.start)}, ${words[one.fate]}`}
                      title={`${dayAndTime(one.firing.start)} to ${one.firing.end === undefined ? "now" : clockTime(one.firing.end)}, ${words[one.fate]}${one.firing.planned ? ", planned work" : ""}`}
                      style={{ left: share(one.firing.start), width: width(one) }}
                      onClick={() => props.onChoose(one)}
                    />
                  )}
                </For>
              </span>
              <span class="num quiet">{row.before}</span>
              <span class="num strong">{row.after}</span>
            </div>
          )}
        </For>
      </div>
    </Show>
  );
}
