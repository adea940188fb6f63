import { alertPath } from "../domain/links";
import { filled, flag, object, positive, text } from "../lib/decode";

/** What a person can choose for Pulse on the computer that shows the window. */
export interface Computer {
  readonly startAtLogin: boolean;
  /** Why the start at login cannot be switched. */
  readonly loginProblem?: string;
  readonly critical: boolean;
  readonly warning: boolean;
  readonly resolved: boolean;
  /** Until when notices are paused, in epoch milliseconds; absent when they are not. */
  readonly pausedUntil?: number;
  readonly keepWatching: boolean;
}

/** What the window is to show, because a notice or the tray was clicked. */
export interface Opening {
  /** The id of an alert; absent for the list of all. */
  readonly alert?: string;
  readonly due: boolean;
}

/** The part of the desktop window that is about this computer; no browser has it. */
export interface ComputerShell {
  Computer: () => Promise<unknown>;
  SetComputer: (choices: Computer) => Promise<void>;
  TestNotice: () => Promise<unknown>;
  Opening: () => Promise<unknown>;
}

const readComputer = object<Computer>({
  blank: () => ({ startAtLogin: false, critical: false, warning: false, resolved: false, keepWatching: false }),
  fields: { startAtLogin: flag, loginProblem: filled, critical: flag, warning: flag, resolved: flag, pausedUntil: positive, keepWatching: flag },
});

const readOpening = object<Opening>({ blank: () => ({ due: false }), fields: { alert: filled, due: flag } });

/** The window's part about this computer; undefined in a browser. */
export function computerShell(): ComputerShell | undefined {
  const { Computer, SetComputer, TestNotice, Opening } = window.go?.app?.Shell ?? {};
  if (Computer === undefined || SetComputer === undefined || TestNotice === undefined || Opening === undefined) return undefined;
  return { Computer, SetComputer, TestNotice, Opening };
}

/** Reads the choices. */
export async function fetchComputer(shell: ComputerShell): Promise<Computer> {
  const found = readComputer(await shell.Computer());
  if (found === undefined) throw new Error("The window's answer cannot be read: page and window are of different versions.");
  return found;
}

/** Shows a notice and tells what the system said to it. */
export async function testNotice(shell: ComputerShell): Promise<string> {
  return text(await shell.TestNotice()) ?? "";
}

/** The address that the window is to show now; undefined when there is none. */
export async function openingPath(shell: ComputerShell): Promise<string | undefined> {
  const next = readOpening(await shell.Opening());
  if (next?.due !== true) return undefined;
  return next.alert === undefined ? "/alerts" : alertPath(next.alert);
}
