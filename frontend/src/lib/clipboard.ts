/** Puts a text into the clipboard. The desktop window has a function of its own, because web views allow it to few pages. */
export async function copyText(text: string): Promise<void> {
  const copy = window.runtime?.ClipboardSetText;
  if (copy === undefined) return navigator.clipboard.writeText(text);
  if (!(await copy(text))) throw new Error("the system did not take the text");
}
