import type { WindowShell } from "../lib/windowShell";
import type { ComputerShell } from "./computer";
import type { ElsewhereShell } from "./elsewhere";
import type { ServiceShell } from "./osService";

/** Where the backend is and how the page proves who it is; both are empty in a browser. */
export interface Connection {
  /** Origin of the backend without a slash at its end; empty when the page came from it. */
  readonly url: string;
  /** Credential of this launch of the window; absent in a browser, where a cookie does it. */
  readonly token?: string;
  /** Name of the Pulse elsewhere to which the window leads; absent for that of this computer. */
  readonly elsewhere?: string;
}

declare global {
  interface Window {
    /** Bound by the desktop window; no browser has it. */
    go?: {
      app?: {
        Shell?: { Connection?: () => Promise<{ url?: unknown; token?: unknown; elsewhere?: unknown }>; Save?: (name: string, content: string) => Promise<boolean> } & Partial<ComputerShell> &
          Partial<WindowShell>;
        Elsewhere?: ElsewhereShell;
        OSService?: ServiceShell;
      };
    };
    /** The window's events and its clipboard; no browser has them. */
    runtime?: { EventsOn?: (name: string, heard: (data?: unknown) => void) => () => void; ClipboardSetText?: (text: string) => Promise<boolean> };
  }
}

/** Asks the window for its backend; in a browser the answer is the page's own origin. */
export async function findConnection(): Promise<Connection> {
  const shell = window.go?.app?.Shell;
  if (shell?.Connection === undefined) return { url: "" };
  const { url, token, elsewhere } = await shell.Connection();
  const origin = typeof url === "string" ? url.replace(/\/+$/, "") : "";
  const away = typeof elsewhere === "string" && elsewhere !== "" ? { elsewhere } : {};
  return typeof token === "string" && token !== "" ? { url: origin, token, ...away } : { url: origin, ...away };
}

/** Address of the live feed at that backend. */
export function feedUrl(connection: Connection): string {
  const origin = connection.url === "" ? window.location.origin : connection.url;
  return `${origin.replace(/^http/, "ws")}/ws`;
}
