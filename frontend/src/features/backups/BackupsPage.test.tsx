import { screen, waitFor, within } from "@solidjs/testing-library";
import userEvent from "@testing-library/user-event";
import { For } from "solid-js";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { makeServer } from "../../test/server";
import { showPage } from "../../test/page";
import { createRowKeys } from "../../lib/rowKeys";
import { useLive } from "../../live/live";
import { Table } from "../../ui/Table";
import BackupsPage from "./BackupsPage";
import { BoardRow } from "./BoardRow";

const day = 86_400_000;
// In the morning: nights end at noon, so what was made today is of last night.
const now = new Date(2026, 10, 20, 9, 30).getTime();
const guest = (vmid: number, name: string) => ({ id: `lab-n1-${vmid}`, vmid, name, node: "n1", instance: "lab", status: "running", type: "qemu" });
const backup = (vmid: number, back: number) => ({ id: `s${vmid}-${back}`, storage: "nas", node: "n1", instance: "lab", type: "qemu", vmid, time: new Date(now - 3_600_000 - back * day).toISOString(), size: 5 * 1024 ** 3, isPBS: false, protected: back === 1 });
const snapshot = { id: "snap", name: "before-upgrade", node: "n1", instance: "lab", vmid: 100, time: new Date(now - 3 * day).toISOString(), vmstate: true };
const state = {
  vms: [guest(100, "web"), guest(101, "ntp")],
  storageBackups: [0, 1, 2, 3].map((back) => backup(100, back)),
  guestSnapshots: [snapshot],
  connections: [{ id: "pve-0", name: "lab", type: "pve", ok: true }],
  seen: { lab: now },
};

beforeEach(() => vi.useFakeTimers({ toFake: ["Date"], now }));

function show(given: object = state, path = "/backups") {
  makeServer({});
  return showPage(BackupsPage, given, path);
}

describe("the backups page", () => {
  it("begins with what is wrong, and puts it first", async () => {
    show();
    expect(await screen.findByRole("heading", { name: "ntp has none." })).toBeVisible();
    expect(screen.getByText("1 of 2 guests is good for last night.")).toBeVisible();
    await userEvent.keyboard("j ");
    expect(await screen.findByRole("complementary", { name: "ntp" })).toHaveTextContent(/No backup is known.*None is known/);
  });

  it("shows every backup and snapshot of a guest in the panel, by keyboard", async () => {
    show();
    await screen.findByRole("heading", { name: "ntp has none." });
    await userEvent.keyboard("jj ");
    const panel = await screen.findByRole("complementary", { name: "web" });
    expect(within(panel).getAllByText("nas")).toHaveLength(4);
    expect(panel).toHaveTextContent("protected");
    expect(panel).toHaveTextContent(/before-upgrade.*with memory/);
    await userEvent.keyboard("{Escape}");
    await waitFor(() => expect(screen.queryByRole("complementary")).toBeNull());
  });

  it("narrows the board, and says when nothing is left", async () => {
    show();
    await userEvent.type(await screen.findByRole("searchbox", { name: "Filter backups" }), "is:none");
    // The heads of the columns, one group and one guest are left.
    await waitFor(() => expect(screen.getByRole("grid", { name: "Backups by guest" })).toHaveAttribute("aria-rowcount", "3"));
    await userEvent.type(screen.getByRole("searchbox"), " nowhere");
    expect(await screen.findByText("No guest matches is:none nowhere.")).toBeVisible();
  });

  it("says which backups it may not see, and calls nothing missing", async () => {
    show({ ...state, storage: [{ id: "lab-n1-nas", name: "nas", node: "n1", instance: "lab", type: "nfs", status: "available", backupsHidden: true }] });
    expect(await screen.findByText(/Pulse may not see the backups on nas on n1/)).toBeVisible();
    expect(screen.queryByText("No backup is known")).toBeNull();
  });

  it("says when nothing at all is known", async () => {
    show({ ...state, storageBackups: [], guestSnapshots: [] });
    expect(await screen.findByText(/No backup is known: none was made/)).toBeVisible();
  });
});

/** The rows alone: the page draws only those for which it finds room. */
function Rows() {
  const live = useLive();
  const keys = createRowKeys({ ids: () => [], at: () => undefined, setAt: () => undefined, open: () => undefined, peek: () => undefined, setPeek: () => undefined });
  return (
    <Table label="Rows" grid="single" columns="">
      <For each={live.backups().rows}>{(row, index) => <BoardRow row={row} days={live.backups().nights.days} keys={keys} peeked={false} index={index() + 1} />}</For>
    </Table>
  );
}

describe("the row of a guest", () => {
  it("reads its nights out, and tells size, verification and snapshots", async () => {
    makeServer({});
    showPage(Rows, state);
    const row = (await screen.findByRole("link", { name: "web" })).closest("[role=row]");
    expect(within(screen.getByRole("grid")).getByRole("img", { name: /^Nights of web: 10 none, 4 on a storage of the node/ })).toBeInTheDocument();
    expect(row).toHaveTextContent(/1 h.*5 GiB.*–no1, 3 d$/);
  });

  it("says never and nothing else where there is no backup", async () => {
    makeServer({});
    showPage(Rows, state);
    const row = (await screen.findByRole("link", { name: "ntp" })).closest("[role=row]");
    expect(row).toHaveTextContent(/No backup is known.*never–.*–no0$/);
  });
});
