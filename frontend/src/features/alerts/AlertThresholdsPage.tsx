import { useSearchParams } from "@solidjs/router";
import { Match, Show, Switch, createMemo, createSignal } from "solid-js";
import { changesOf, isSame } from "../../domain/alertConfig";
import { json } from "../../lib/decode";
import { type Degrees, signOf } from "../../lib/temperature";
import { counted } from "../../lib/words";
import { useLive } from "../../live/live";
import { MayChange, useSession } from "../../live/session";
import { Banner } from "../../ui/Banner";
import { Button } from "../../ui/Button";
import { EmptyState } from "../../ui/EmptyState";
import { Segmented } from "../../ui/Segmented";
import { Skeleton } from "../../ui/Skeleton";
import { FilterField } from "../../ui/find";
import { AlertsShell } from "./AlertsShell";
import { Changeable, LookingOnly } from "./Changeable";
import { SaveBar } from "./SaveBar";
import { Unread } from "./Unread";
import { type ConfigDraft, createConfigDraft } from "./draft";
import { createProblems } from "./problems";
import { BulkBar } from "./thresholds/BulkBar";
import { FixedLimits } from "./thresholds/FixedLimits";
import styles from "./thresholds/Thresholds.module.css";
import { ThresholdsTable } from "./thresholds/ThresholdsTable";
import type { Grid } from "./thresholds/grid";
import { createFired, createThresholdList } from "./thresholds/list";
import { type Kind, kinds } from "./thresholds/rows";
import { createCanTry, createTrial, proposalOf, trialWords } from "./trial/trial";

const days = 30;

/** From which values alerts are raised: defaults, own values, and what is off. */
export default function AlertThresholdsPage() {
  const live = useLive();
  const draft = createConfigDraft();
  return (
    <Show when={draft.error()} fallback={<Thresholds draft={draft} ready={live.ready() && draft.saved() !== undefined} />}>
      {(words) => (
        <AlertsShell fact="Thresholds">
          <Unread draft={draft} what="thresholds" words={words()} />
        </AlertsShell>
      )}
    </Show>
  );
}

function Thresholds(props: { draft: ConfigDraft; ready: boolean }) {
  const live = useLive();
  const session = useSession();
  const [address, setAddress] = useSearchParams<{ q?: string; kind?: string; own?: string }>();
  const change = (values: { q?: string; kind?: string; own?: string }) => setAddress(values, { replace: true, scroll: false });
  const kind = createMemo((): Kind => kinds.find(({ name }) => name === address.kind) ?? guestsKind);
  const list = createThresholdList(live, { kind, query: () => address.q ?? "", onlyOwn: () => address.own === "1", config: () => props.draft.config() });
  const fired = createFired();
  const [grid, setGrid] = createSignal<Grid>();
  // eslint-disable-next-line solid/reactivity -- a page has one draft
  const problems = createProblems(props.draft);
  const selected = createMemo(() => list.rows().filter(({ key }) => grid()?.selected().has(key) === true));
  const fact = () => (props.ready ? `Thresholds for ${counted(list.total(), "resource")}, ${list.own()} ${list.own() === 1 ? "differs" : "differ"} from the default` : undefined);
  return (
    <AlertsShell fact={fact()} actions={<MayChange><span class={styles.help}>Arrows move · Enter edit · Del default · x select</span></MayChange>}>
      <Show when={props.ready} fallback={<Skeleton label="Loading the thresholds" rows={12} />}>
        <div class={styles.tools} role="toolbar" aria-label="Which thresholds">
          <Segmented label="Kind" value={kind().name} choices={kinds.map(({ name, label }) => ({ value: name, label }))} onChange={(name) => change({ kind: name === "guests" ? undefined : name, own: undefined })} />
          <FilterField label={`Filter ${kind().label.toLowerCase()}`} placeholder={kind().name === "guests" ? "tag:prod" : "Find or filter"} value={address.q ?? ""} onInput={(q) => change({ q: q === "" ? undefined : q })} problem={list.problem()} />
          <Button aria-pressed={address.own === "1"} onClick={() => change({ own: address.own === "1" ? undefined : "1" })}>
            Only overrides <span class="num quiet">{list.own()}</span>
          </Button>
          <span class={styles.grow} />
          <span class={`quiet small ${styles.legend}`}>{unitWords(kind(), live.degrees())} · trigger / clear</span>
        </div>
        <LookingOnly />
        <Show when={props.draft.config().enabled === false}>
          <Banner tone="warning" action={session.mayChange() && <Button kind="text" onClick={() => props.draft.change({ ...props.draft.config(), enabled: true })}>Switch on</Button>}>
            All alerts are switched off.
          </Banner>
        </Show>
        <ThresholdsTable kind={kind()} rows={list.rows()} config={props.draft.config()} onChange={(config) => props.draft.change(config)} fired={fired()} refused={props.draft.refused()?.field} onGrid={setGrid} />
        <Show when={list.rows().length === 0}>
          <Nothing filtered={address.q !== undefined || address.own === "1"} kind={kind()} onClear={() => change({ q: undefined, own: undefined })} />
        </Show>
        <Changeable draft={props.draft}>
          <FixedLimits kind={kind().name} config={props.draft.config()} onChange={(config) => props.draft.change(config)} refused={props.draft.refused()} onProblem={problems.note} />
        </Changeable>
        <Show when={grid()}>
          {(table) => (
            <Show when={selected().length > 0}>
              <BulkBar kind={kind()} grid={table()} rows={selected()} config={props.draft.config()} onChange={(config) => props.draft.change(config)} />
            </Show>
          )}
        </Show>
        <SaveBar draft={props.draft} what={changedWords(props.draft)} blocked={problems.any()} onSave={() => void props.draft.save("The thresholds are saved.")}>
          <WouldHaveFired draft={props.draft} />
        </SaveBar>
      </Show>
    </AlertsShell>
  );
}

const guestsKind = kinds[0] ?? { name: "guests", label: "Guests", sorts: [] };

/** In what the thresholds of a kind are, and how far above them it is critical. */
function unitWords(kind: Kind, degrees: Degrees): string {
  if (kind.name === "nodes") return `percent, ${signOf(degrees)} · critical 10${degrees === "fahrenheit" ? ", heat 18" : ""} above`;
  return "percent, MB/s · critical 10 above";
}

function Nothing(props: { filtered: boolean; kind: Kind; onClear: () => void }) {
  return (
    <EmptyState sentence={props.filtered ? "Nothing matches." : `There are no ${props.kind.label.toLowerCase()} yet.`}>
      <Show when={props.filtered}>
        <Button kind="text" onClick={() => props.onClear()}>
          Clear the filter
        </Button>
      </Show>
    </EmptyState>
  );
}

/** What the changed thresholds would have made of the last 30 days, where the server can tell. */
function WouldHaveFired(props: { draft: ConfigDraft }) {
  const can = createCanTry();
  const trial = createTrial(() => {
    const saved = props.draft.saved();
    if (can() !== true || saved === undefined || !props.draft.changed()) return undefined;
    return proposalOf(changesOf(saved, props.draft.config()), Date.now(), days);
  });
  return (
    <Switch>
      <Match when={trial.result()}>{(result) => <span class="soft">{trialWords(result())} in {days} d</span>}</Match>
      <Match when={trial.busy()}>
        <span class="quiet">looking at the last {days} days</span>
      </Match>
    </Switch>
  );
}

function changedWords(draft: ConfigDraft): string {
  const [before, after] = [draft.saved() ?? {}, draft.config()];
  const [own, next] = [json(before.overrides) ?? {}, json(after.overrides) ?? {}];
  const resources = Object.keys({ ...own, ...next }).filter((id) => !isSame(own[id], next[id])).length;
  const others = Object.keys({ ...before, ...after }).filter((key) => key !== "overrides" && !isSame(before[key], after[key])).length;
  const parts = [resources > 0 ? counted(resources, "changed resource") : "", others > 0 ? "changed defaults" : ""].filter((part) => part !== "");
  return parts.join(", ");
}
