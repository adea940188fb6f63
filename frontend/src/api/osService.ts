import { filled, flag, listOf, object, oneOf, text } from "../lib/decode";

/** What the service of this computer can be; silent = installed without answering. */
export type ServiceCondition = "none" | "running" | "silent";

/** What there is of a service on the computer that shows the window. */
export interface ServiceState {
  state: ServiceCondition;
  /** Where it is. */
  url?: string;
  /** Why it is not known whether there is one. */
  problem?: string;
  /** This window shows it. */
  shown: boolean;
  /** This account has data of its own, which would move. */
  ownData: boolean;
  dataDir?: string;
  /** Where the service keeps its data. */
  folder?: string;
  /** Installs it from a terminal; absent where the program is missing. */
  command?: string;
}

/** What a change of the service came to. */
export interface ServiceOutcome {
  /** Why nothing has changed. */
  problem?: string;
  /** To type in a terminal instead. */
  command?: string;
  notes: string[];
}

/** What can be done with an installed service. */
export type ServiceAction = "start" | "stop" | "restart";

/** The part of the desktop window that is about the service; no browser has it. */
export interface ServiceShell {
  State: () => Promise<unknown>;
  Install: () => Promise<unknown>;
  Remove: () => Promise<unknown>;
  Control: (action: ServiceAction) => Promise<unknown>;
}

const readState = object<ServiceState>({
  blank: () => ({ state: "none", shown: false, ownData: false }),
  fields: {
    state: oneOf("none", "running", "silent"),
    url: filled,
    problem: filled,
    shown: flag,
    ownData: flag,
    dataDir: filled,
    folder: filled,
    command: filled,
  },
});

const readOutcome = object<ServiceOutcome>({ blank: () => ({ notes: [] }), fields: { problem: filled, command: filled, notes: listOf(text) } });

/** The window's part about the service; undefined in a browser. */
export function serviceShell(): ServiceShell | undefined {
  return window.go?.app?.OSService;
}

/** Reads what there is of a service. */
export async function fetchService(shell: ServiceShell): Promise<ServiceState> {
  return understood(readState(await shell.State()));
}

/** Makes Pulse a service; resolves when that is done or refused. */
export async function installService(shell: ServiceShell): Promise<ServiceOutcome> {
  return understood(readOutcome(await shell.Install()));
}

/** Ends the service. */
export async function removeService(shell: ServiceShell): Promise<ServiceOutcome> {
  return understood(readOutcome(await shell.Remove()));
}

/** Starts, stops or restarts the service. */
export async function controlService(shell: ServiceShell, action: ServiceAction): Promise<ServiceOutcome> {
  return understood(readOutcome(await shell.Control(action)));
}

function understood<T>(value: T | undefined): T {
  if (value === undefined) throw new Error("The window's answer cannot be read: page and window are of different versions.");
  return value;
}
