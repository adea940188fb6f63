import { describe, expect, it } from "vitest";
import { findableSettings } from "../../domain/settingsPages";
import { aGuest, aNode, aStorage } from "../../test/rows";
import { entries } from "./entries";
import { search } from "./search";

const space = {
  pages: entries,
  nodes: [aNode({ id: "lab-db1", displayName: "db1" })],
  guests: [
    aGuest({ id: "g1", vmid: 204, name: "db-primary", ipAddresses: ["10.20.4.14"], tags: ["prod"] }),
    aGuest({ id: "g2", vmid: 208, name: "erp-db", type: "lxc" }),
  ],
  storages: [aStorage({ name: "db-store" })],
};
const names = (query: string) => search(space, query).map(({ name }) => name);

describe("search", () => {
  it("finds every page of the settings by what it is about, but for readers only what they can use", () => {
    const found = (query: string, mayChange: boolean) => search({ ...space, settings: findableSettings(mayChange, false) }, query).map(({ href }) => href);
    expect(found("oidc", true)).toEqual(["/settings/security/provider"]);
    expect(found("cors", true)).toEqual(["/settings/security/network"]);
    expect(found("api token", true)).toEqual(["/settings/security/tokens"]);
    expect(found("theme", false)).toEqual(["/settings/appearance"]);
    expect(found("api token", false)).toEqual([]);
  });

  it("gives the pages when nothing was typed", () => {
    expect(names("")).toEqual(["Overview", "Alerts", "Nodes", "Guests", "Docker", "Storage", "Backups", "Backup servers", "Mail", "Settings"]);
  });

  it("puts names that begin with the word first", () => {
    expect(names("db")).toEqual(["db-primary", "db1", "db-store", "erp-db"]);
  });

  it("finds by number, address and tag, and needs every word", () => {
    expect(names("204")).toEqual(["db-primary"]);
    expect(names("10.20.4")).toEqual(["db-primary"]);
    expect(names("db prod")).toEqual(["db-primary"]);
    expect(names("db nowhere")).toEqual([]);
  });

  it("leads to the page of what it found", () => {
    expect(search(space, "erp-db")).toEqual([{ kind: "container", id: "g2", name: "erp-db", where: "CT 208, n1", href: "/guests/g2" }]);
  });
});
