import { describe, expect, it } from "vitest";
import { sorts } from "../../../domain/limitSorts";
import { type ColumnKey, allEmptied, choicesOf, cellOf as cellIn, emptied, nextIn, typedInto as typedIn } from "./cells";
import type { GridRow } from "./rows";

const config = {
  enabled: true,
  guestDefaults: { cpu: { trigger: 80, clear: 75 }, memory: { trigger: 85, clear: 80 }, poweredOffSeverity: "warning" },
  nodeDefaults: { cpu: { trigger: 80, clear: 75 } },
  dockerDefaults: { cpu: { trigger: 80, clear: 75 } },
  storageDefault: { trigger: 85, clear: 80 },
  overrides: { own: { cpu: { trigger: 90, clear: 82 } } },
  timeThresholds: { guest: 5 },
};

type Config = Parameters<typeof cellIn>[0];
const cellOf = (of: Config, row: GridRow, column: ColumnKey) => cellIn(of, row, column, "celsius");
const typedInto = (of: Config, row: GridRow, column: ColumnKey, text: string) => typedIn(of, row, column, text, "celsius");
const guest = (id: string): GridRow => ({ kind: "resource", key: id, id, sort: sorts.guest, name: id, place: "n1", words: id });
const defaults: GridRow = { kind: "default", key: "d", sort: sorts.guest };
const delays: GridRow = { kind: "delay", key: "t", sort: sorts.guest };

describe("a cell of the table of thresholds", () => {
  it("shows what holds and whether it is the row's own", () => {
    expect(cellOf(config, guest("own"), "cpu")).toMatchObject({ text: "90/82", own: true, edit: "type" });
    expect(cellOf(config, guest("other"), "cpu")).toMatchObject({ text: "80/75", own: false, edit: "type" });
    expect(cellOf(config, guest("other"), "state")).toMatchObject({ text: "warning", own: false, edit: "choose" });
    expect(cellOf(config, guest("other"), "alerts")).toMatchObject({ text: "on", own: false, edit: "choose" });
    expect(cellOf(config, defaults, "cpu")).toMatchObject({ text: "80/75", edit: "type" });
    expect(cellOf(config, delays, "cpu")).toMatchObject({ text: "5 s", own: false, edit: "type" });
    expect(cellOf(config, guest("x"), "temperature")).toMatchObject({ text: "", edit: "none" });
  });

  it("takes a typed value for its row only", () => {
    const typed = typedInto(config, guest("other"), "memory", "88/83");
    expect(typed).toEqual({ value: { ...config, overrides: { ...config.overrides, other: { memory: { trigger: 88, clear: 83 } } } } });
    expect(typedInto(config, defaults, "memory", "off")).toEqual({ value: { ...config, guestDefaults: { ...config.guestDefaults, memory: { trigger: 0, clear: 0 } } } });
    expect(typedInto(config, guest("other"), "memory", "off")).toMatchObject({ value: { overrides: { other: { memory: { trigger: -1 } } } } });
    expect(typedInto(config, delays, "memory", "5 min")).toMatchObject({ value: { metricTimeThresholds: { guest: { memory: 300 } } } });
    expect(typedInto(config, guest("other"), "memory", "lots")).toHaveProperty("problem");
  });

  it("makes nothing its own when what stood there is left", () => {
    expect(typedInto(config, guest("other"), "cpu", "80/75")).toEqual({ value: config });
  });

  it("goes through its words one by one", () => {
    expect(choicesOf(guest("x"), "state")).toEqual(["warning", "critical", "off"]);
    const critical = nextIn(config, guest("x"), "state");
    expect(cellOf(critical, guest("x"), "state")).toMatchObject({ text: "critical", own: true });
    const off = nextIn(critical, guest("x"), "state");
    expect(cellOf(off, guest("x"), "state").text).toBe("off");
    const silent = nextIn(config, guest("x"), "alerts");
    expect(cellOf(silent, guest("x"), "alerts")).toMatchObject({ text: "off", own: true });
    expect(nextIn(silent, guest("x"), "alerts")).toEqual(config);
    expect(nextIn(config, defaults, "alerts")).toEqual({ ...config, disableAllGuests: true });
  });

  it("goes back to the default", () => {
    expect(emptied(config, guest("own"), "cpu")).toEqual({ ...config, overrides: {} });
    expect(allEmptied(config, guest("own"))).toEqual({ ...config, overrides: {} });
    expect(emptied(config, defaults, "cpu")).toBe(config);
    expect(emptied(nextIn(config, guest("x"), "state"), guest("x"), "state")).toEqual(config);
  });

  it("is not changed here when its default belongs to another kind", () => {
    const servers: GridRow = { kind: "default", key: "s", sort: sorts.server };
    expect(cellOf(config, servers, "cpu")).toMatchObject({ text: "80/75", edit: "none" });
    expect(typedInto(config, servers, "cpu", "90")).toHaveProperty("problem");
    const containers: GridRow = { kind: "default", key: "c", sort: sorts.container };
    expect(cellOf(config, containers, "state")).toMatchObject({ text: "warning", edit: "none" });
    expect(typedInto(config, containers, "cpu", "off")).toHaveProperty("problem");
  });

  it("tells the rule or tag that an inherited value comes from", () => {
    const row: GridRow = { ...guest("x"), kind: "resource", between: { from: "rule databases", limits: { cpu: { trigger: 99, clear: 90 } } } } as GridRow;
    expect(cellOf(config, row, "cpu")).toMatchObject({ text: "99/90", own: false, title: "rule databases" });
  });

  it("shows and takes temperatures in the unit chosen, and keeps them in °C", () => {
    const hot: GridRow = { kind: "default", key: "n", sort: sorts.node };
    const given = { ...config, nodeDefaults: { temperature: { trigger: 80, clear: 75 } } };
    expect(cellIn(given, hot, "temperature", "fahrenheit").text).toBe("176/167");
    expect(typedIn(given, hot, "temperature", "176/167", "fahrenheit")).toEqual({ value: given });
    expect(typedIn(given, hot, "temperature", "194", "fahrenheit")).toMatchObject({ value: { nodeDefaults: { temperature: { trigger: 90, clear: 85 } } } });
    expect(typedIn(given, hot, "temperature", "180/170", "fahrenheit")).toMatchObject({ value: { nodeDefaults: { temperature: { trigger: 82.22, clear: 76.67 } } } });
    expect(typedIn(given, hot, "temperature", "off", "fahrenheit")).toMatchObject({ value: { nodeDefaults: { temperature: { trigger: 0, clear: 0 } } } });
    expect(typedIn(given, hot, "temperature", "30", "fahrenheit")).toEqual({ problem: "A threshold is above 32." });
    expect(typedIn(given, hot, "temperature", "90/20", "fahrenheit")).toEqual({ problem: "It clears at 32 or above." });
    expect(typedIn(given, hot, "cpu", "90", "fahrenheit")).toMatchObject({ value: { nodeDefaults: { cpu: { trigger: 90, clear: 85 } } } });
  });
});
