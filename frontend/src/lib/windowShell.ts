/** What the desktop window itself can do; no browser has it. */
export interface WindowShell {
  /** Opens an address in the system's browser, or its program for mail. */
  OpenExternal: (address: string) => Promise<void>;
  /** Makes the page a step larger or smaller, or with 0 as large as usual; answers with the size in percent. */
  Zoom: (by: number) => Promise<number>;
  FullScreen: () => Promise<void>;
  Close: () => Promise<void>;
  /** Ends Pulse on this computer. */
  Quit: () => Promise<void>;
}

/** The window around the page; undefined in a browser. */
export function windowShell(): WindowShell | undefined {
  const { OpenExternal, Zoom, FullScreen, Close, Quit } = window.go?.app?.Shell ?? {};
  if (OpenExternal === undefined || Zoom === undefined || FullScreen === undefined || Close === undefined || Quit === undefined) return undefined;
  return { OpenExternal, Zoom, FullScreen, Close, Quit };
}
