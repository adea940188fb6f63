import { cleanup, render } from "@solidjs/testing-library";
import userEvent from "@testing-library/user-event";
import { createSignal } from "solid-js";
import { afterEach, describe, expect, it, vi } from "vitest";
import { type RowKeys, createRowKeys } from "./rowKeys";

afterEach(cleanup);

function show(first: readonly string[] = ["a", "b", "c", "d"]) {
  const [ids, setIds] = createSignal(first);
  const [peek, setPeek] = createSignal<string>();
  const [open, acknowledge, leave] = [vi.fn(), vi.fn(), vi.fn(() => true)];
  let keys: RowKeys | undefined;
  render(() => {
    const [at, setAt] = createSignal<string>();
    keys = createRowKeys({ ids, at, setAt, open, peek, setPeek, leave, acknowledge });
    return (
      <>
        <input aria-label="field" />
        <input aria-label="filter" data-find="" />
        <button type="button">button</button>
      </>
    );
  });
  if (keys === undefined) throw new Error("nothing was drawn");
  return { keys, setIds, peek, setPeek, open, acknowledge, leave };
}

describe("the keys of a list", () => {
  it("move the cursor by rows, to both ends, and not beyond", async () => {
    const { keys } = show();
    const at: (string | undefined)[] = [];
    for (const key of ["j", "j", "{ArrowDown}", "k", "{End}", "j", "{Home}", "k"]) {
      await userEvent.keyboard(key);
      at.push(keys.cursor());
    }
    expect(at).toEqual(["a", "b", "c", "b", "d", "d", "a", "a"]);
  });

  it("select with x, and with Shift everything from the last one", async () => {
    const { keys } = show();
    await userEvent.keyboard("jxjj{Shift>}X{/Shift}");
    expect([...keys.selected()]).toEqual(["a", "b", "c"]);
    await userEvent.keyboard("x");
    expect([...keys.selected()]).toEqual(["a", "b"]);
  });

  it("open the page with Enter and the panel with Space, which then follows the cursor", async () => {
    const { open, peek } = show();
    await userEvent.keyboard("j{Enter}");
    expect(open).toHaveBeenCalledWith("a");
    await userEvent.keyboard(" ");
    expect(peek()).toBe("a");
    await userEvent.keyboard("j");
    expect(peek()).toBe("b");
    await userEvent.keyboard(" ");
    expect(peek()).toBeUndefined();
  });

  it("leave with Escape from the topmost thing down: panel, selection, cursor, filter", async () => {
    const { keys, peek, leave } = show();
    await userEvent.keyboard("jx ");
    const states: unknown[] = [];
    for (let press = 0; press < 4; press += 1) {
      await userEvent.keyboard("{Escape}");
      states.push([peek(), keys.selected().size, keys.cursor(), leave.mock.calls.length]);
    }
    expect(states).toEqual([[undefined, 1, "a", 0], [undefined, 0, "a", 0], [undefined, 0, undefined, 0], [undefined, 0, undefined, 1]]);
  });

  it("are off in fields, but Escape leaves the filter", async () => {
    const { keys, leave } = show();
    document.querySelector<HTMLInputElement>("[aria-label=field]")?.focus();
    await userEvent.keyboard("jx{Escape}");
    expect([keys.cursor(), leave.mock.calls.length]).toEqual([undefined, 0]);
    document.querySelector<HTMLInputElement>("[data-find]")?.focus();
    await userEvent.keyboard("j{Escape}");
    expect([keys.cursor(), leave.mock.calls.length]).toEqual([undefined, 1]);
  });

  it("leave Enter and Space to a button that has the focus", async () => {
    const { open, peek } = show();
    await userEvent.keyboard("j");
    document.querySelector("button")?.focus();
    await userEvent.keyboard("{Enter} ");
    expect([open.mock.calls.length, peek()]).toEqual([0, undefined]);
  });

  it("forget a row that is no longer there", async () => {
    const { keys, setIds } = show();
    await userEvent.keyboard("jx");
    setIds(["b"]);
    expect([keys.cursor(), keys.selected().size]).toEqual([undefined, 0]);
  });

  it("acknowledge the row of the cursor with a", async () => {
    const { acknowledge } = show();
    await userEvent.keyboard("ja");
    expect(acknowledge).toHaveBeenCalledWith("a");
  });

  it("are off when the person switched letters off; arrows stay", async () => {
    localStorage.setItem("pulse.keys", "false");
    const { keys } = show();
    await userEvent.keyboard("j");
    expect(keys.cursor()).toBeUndefined();
    await userEvent.keyboard("{ArrowDown}");
    expect(keys.cursor()).toBe("a");
    localStorage.clear();
  });
});
