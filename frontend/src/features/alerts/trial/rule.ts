import { useSearchParams } from "@solidjs/router";
import { type Accessor, createMemo, createSignal } from "solid-js";
import { type AlertConfig, changesOf, withValue } from "../../../domain/alertConfig";
import { heldDelay, heldLimit, limitAt, withDelay, withOwn } from "../../../domain/limitCells";
import { type Metric, type Sort, sorts } from "../../../domain/limitSorts";
import type { Limit } from "../../../domain/thresholds";
import { useLive } from "../../../live/live";
import type { ConfigDraft } from "../draft";
import { type Resource, kinds, resourcesOf } from "../thresholds/rows";
import { type Trial, createTrial, proposalOf } from "./trial";

/** A metric of a kind of resource: what a rule is about. */
export interface Subject {
  readonly key: string;
  readonly label: string;
  readonly sort: Sort;
  readonly metric: Metric;
}

/** Every metric that has a rule of its own. */
export const subjects: readonly Subject[] = Object.values(sorts)
  .filter(({ follows }) => follows === undefined)
  .flatMap((sort) => sort.metrics.map((metric) => ({ key: `${sort.name}.${metric.key}`, label: `${metric.label} of ${sort.all.replace("All ", "")}`, sort, metric })));

const memoryOfGuests = subjects.find(({ key }) => key === "guest.memory") ?? subjects[0];

/** How far back a rule can be tried, in days. */
export const reaches = ["7", "30", "90"] as const;

/** One rule that is tried: what it is about, its values, and what they make of the past. */
export interface RuleTrial {
  readonly subject: Accessor<Subject | undefined>;
  /** The single resource that it is about; undefined for all of its kind. */
  readonly resource: Accessor<Resource | undefined>;
  readonly resources: Accessor<readonly Resource[]>;
  readonly days: Accessor<(typeof reaches)[number]>;
  readonly from: Accessor<number>;
  readonly to: Accessor<number>;
  readonly result: Trial;
  readonly problems: Accessor<ReadonlySet<string>>;
  note(where: string, wrong: boolean): void;
  chooseSubject(key: string): void;
  chooseResource(id: string | undefined): void;
  chooseDays(days: string): void;
  limit(config: AlertConfig): Limit;
  delay(config: AlertConfig): number;
  withLimit(config: AlertConfig, limit: Limit): AlertConfig;
  withDelay(config: AlertConfig, seconds: number): AlertConfig;
}

const day = 24 * 60 * 60 * 1000;
const minute = 60_000;
const off: Limit = { trigger: 0, clear: 0 };

/** Creates the trial of the rule that the address names. */
export function createRuleTrial(draft: ConfigDraft, can: Accessor<boolean | undefined>): RuleTrial {
  const live = useLive();
  const [address, setAddress] = useSearchParams<{ metric?: string; resource?: string; days?: string }>();
  const change = (values: { metric?: string; resource?: string; days?: string }) => setAddress(values, { replace: true, scroll: false });
  const [problems, setProblems] = createSignal<ReadonlySet<string>>(new Set());
  const [opened] = createSignal(Math.floor(live.now() / minute) * minute);

  const everything = createMemo(() => kinds.flatMap((kind) => resourcesOf(kind, { estate: live.estate, guests: live.ratedGuests(), rules: [] })));
  const resource = createMemo(() => everything().find(({ id }) => id === address.resource));
  const subject = createMemo(() => {
    const found = resource();
    const bySort = found === undefined ? undefined : subjects.find(({ sort, metric }) => sort === found.sort && (metric.key === address.metric || `${sort.name}.${metric.key}` === address.metric));
    return bySort ?? subjects.find(({ key }) => key === address.metric) ?? memoryOfGuests;
  });
  const resources = createMemo(() => everything().filter(({ sort }) => sort === subject()?.sort));
  const own = () => (resource()?.sort === subject()?.sort ? resource() : undefined);
  const days = () => reaches.find((one) => one === address.days) ?? "30";
  const from = () => opened() - Number(days()) * day;
  const result = createTrial(() => {
    const saved = draft.saved();
    if (can() !== true || !live.ready() || saved === undefined || problems().size > 0) return undefined;
    const only = own()?.id;
    return proposalOf(changesOf(saved, draft.config()), opened(), Number(days()), only === undefined ? undefined : [only]);
  });
  const limit = (config: AlertConfig): Limit => {
    const [about, one] = [subject(), own()];
    if (about === undefined) return off;
    return one === undefined ? (limitAt(config, about.metric.path) ?? off) : heldLimit(config, one.id, about.metric, one.between).value;
  };
  return {
    subject,
    resource: own,
    resources,
    days,
    from,
    to: opened,
    result,
    problems,
    note: (where, wrong) => setProblems((before) => new Set(wrong ? [...before, where] : [...before].filter((other) => other !== where))),
    chooseSubject: (metric) => change({ metric, resource: undefined }),
    chooseResource: (id) => change({ metric: subject()?.key, resource: id === undefined ? undefined : id }),
    chooseDays: (next) => change({ days: next === "30" ? undefined : next }),
    limit,
    delay(config) {
      const about = subject();
      return about === undefined ? 0 : heldDelay(config, about.sort, about.metric).value;
    },
    withLimit(config, next) {
      const [about, one] = [subject(), own()];
      if (about === undefined) return config;
      return one === undefined ? withValue(config, about.metric.path, next) : withOwn(config, one.id, about.metric.key, next);
    },
    withDelay(config, seconds) {
      const about = subject();
      return about === undefined ? config : withDelay(config, about.sort, about.metric, seconds);
    },
  };
}
