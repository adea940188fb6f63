/**
 * Hands a text to the person as a file. The desktop window asks where to keep it, because a web view downloads nothing;
 * false when the person changed their mind there.
 */
export async function download(name: string, text: string, type = "text/csv;charset=utf-8"): Promise<boolean> {
  const shell = window.go?.app?.Shell;
  if (shell?.Save !== undefined) return shell.Save(name, text);
  const address = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address));
  return true;
}

/** "guests 2025-11-20 1432.csv": a file name that sorts by time. */
export function fileName(what: string, at: number): string {
  const date = new Date(at);
  const two = (value: number) => String(value).padStart(2, "0");
  return `${what} ${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())} ${two(date.getHours())}${two(date.getMinutes())}.csv`;
}
