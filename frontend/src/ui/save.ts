import { download } from "../lib/download";
import { wordsOf } from "../lib/thrown";
import { tell } from "./Toast";

/** Hands a table to the person as a file, and tells when that did not work. */
export function save(name: string, text: string): void {
  download(name, text).catch((error: unknown) => tell({ words: `The file could not be saved. ${wordsOf(error)}`, failed: true }));
}
