import { render, screen, waitFor } from "@solidjs/testing-library";
import userEvent from "@testing-library/user-event";
import { createSignal } from "solid-js";
import { describe, expect, it, vi } from "vitest";
import { Button } from "./Button";
import { ConfirmDialog } from "./Dialog";
import { PasswordField, SelectField, TextField } from "./Field";
import { Meter, MeterCell } from "./Meter";
import { PulseStrip } from "./PulseStrip";
import { Segmented } from "./Segmented";
import { Skeleton } from "./Skeleton";
import { StatusMark } from "./StatusMark";
import { HeadCell } from "./Table";

describe("a meter", () => {
  it("says its value and its state in words", () => {
    render(() => <Meter label="Memory of web" value={97.2} trigger={85} />);
    expect(screen.getByRole("meter", { name: "Memory of web" })).toHaveAttribute("aria-valuetext", "97\u202f%, critical");
  });

  it("is no meter when nothing is known, but says so", () => {
    render(() => <MeterCell label="Disk of web" value={undefined} reason="agent not running" />);
    expect(screen.queryByRole("meter")).toBeNull();
    expect(screen.getByRole("img", { name: "Disk of web: unknown" })).toHaveAttribute("title", "agent not running");
    expect(screen.getByText("–")).toBeVisible();
  });

  it("does not alarm with last known values", () => {
    render(() => <Meter label="m" value={99} trigger={85} stale />);
    expect(screen.getByRole("meter")).toHaveAttribute("data-state", "stale");
  });
});

describe("a status mark", () => {
  it("has its word as name, or none where the word stands beside it", () => {
    render(() => (
      <>
        <StatusMark status="warning-seen" />
        <StatusMark status="critical" label="" />
      </>
    ));
    expect(screen.getAllByRole("img").map((mark) => mark.getAttribute("aria-label"))).toEqual(["Warning, acknowledged"]);
  });
});

describe("a field", () => {
  it("puts the error in the place of the hint and ties it to the input", () => {
    const [error, setError] = createSignal<string>();
    render(() => <TextField label="Name" value="atlas" onInput={() => undefined} hint="as you like" error={error()} />);
    const input = screen.getByLabelText("Name");
    expect(input).toHaveAccessibleDescription("as you like");
    setError("atlas is already a connection.");
    expect(input).toBeInvalid();
    expect(input).toHaveAccessibleDescription("atlas is already a connection.");
  });

  it("shows a password when asked", async () => {
    render(() => <PasswordField label="Password" value="x" onInput={() => undefined} />);
    const input = screen.getByLabelText("Password");
    expect(input).toHaveAttribute("type", "password");
    await userEvent.click(screen.getByRole("button", { name: "Show Password" }));
    expect(input).toHaveAttribute("type", "text");
  });

  it("tells which word of a list was chosen", async () => {
    const chosen = vi.fn();
    render(() => <SelectField label="Method" value="POST" options={[{ value: "POST", label: "POST" }, { value: "PUT", label: "PUT" }]} onChange={chosen} />);
    await userEvent.selectOptions(screen.getByLabelText("Method"), "PUT");
    expect(chosen).toHaveBeenCalledWith("PUT");
  });
});

describe("a segmented choice", () => {
  it("says which one holds and tells of another", async () => {
    const chosen = vi.fn();
    render(() => <Segmented label="Range" value="a" choices={[{ value: "a", label: "All", count: 3 }, { value: "b", label: "Few" }]} onChange={chosen} />);
    expect(screen.getByRole("button", { name: "All 3" })).toHaveAttribute("aria-pressed", "true");
    await userEvent.click(screen.getByRole("button", { name: "Few" }));
    expect(chosen).toHaveBeenCalledWith("b");
  });
});

describe("a button", () => {
  it("cannot be pressed while its answer is awaited", async () => {
    const pressed = vi.fn();
    render(() => <Button busy onClick={pressed}>Save</Button>);
    await userEvent.click(screen.getByRole("button", { name: "Save" }));
    expect(pressed).not.toHaveBeenCalled();
  });
});

describe("a column head", () => {
  it("sorts by keyboard and says the present order", async () => {
    const sort = vi.fn();
    render(() => <HeadCell sorted="descending" onSort={sort}>CPU</HeadCell>);
    expect(screen.getByRole("columnheader")).toHaveAttribute("aria-sort", "descending");
    await userEvent.tab();
    await userEvent.keyboard("{Enter}");
    expect(sort).toHaveBeenCalledTimes(1);
  });
});

describe("a confirmation", () => {
  it("closes on Escape without doing it, and gives the focus back", async () => {
    const confirmed = vi.fn();
    const [open, setOpen] = createSignal(false);
    render(() => (
      <>
        <button onClick={() => setOpen(true)}>Remove</button>
        <ConfirmDialog open={open()} title="Remove lab?" description="It is gone then." action="Remove lab" onConfirm={confirmed} onClose={() => setOpen(false)} />
      </>
    ));
    const opener = screen.getByRole("button", { name: "Remove" });
    await userEvent.click(opener);
    expect(screen.getByRole("dialog", { name: "Remove lab?" })).toHaveAccessibleDescription("It is gone then.");
    await userEvent.keyboard("{Escape}");
    expect(open()).toBe(false);
    expect(confirmed).not.toHaveBeenCalled();
    await waitFor(() => expect(opener).toHaveFocus());
  });
});

describe("a skeleton", () => {
  it("shows nothing for what is there within 150 ms", () => {
    vi.useFakeTimers();
    const { container } = render(() => <Skeleton rows={3} />);
    const status = container.querySelector("[role=status]");
    vi.advanceTimersByTime(149);
    expect(status?.children).toHaveLength(0);
    vi.advanceTimersByTime(1);
    expect(status?.children).toHaveLength(3);
  });
});

describe("the pulse strip", () => {
  it("says in words what it draws", () => {
    const quiet = { critical: 0, warning: 0 };
    render(() => <PulseStrip label="l" now={0} ticks={[quiet, { critical: 1, warning: 2 }, quiet]} />);
    expect(screen.getByRole("img", { name: "Alerts in the last 24 hours, at most 3 at once" })).toBeVisible();
    expect(screen.queryByText("quiet hours")).toBeNull();
  });

  it("shades quiet hours and says what the shade means", () => {
    const { container } = render(() => <PulseStrip label="l" now={0} ticks={[{ critical: 0, warning: 0 }]} quiet={[{ from: 0.25, to: 0.5 }]} />);
    expect(screen.getByText("quiet hours")).toBeVisible();
    expect(container.querySelector("rect")).toHaveAttribute("x", "150");
    expect(container.querySelector("rect")).toHaveAttribute("width", "150");
  });
});
