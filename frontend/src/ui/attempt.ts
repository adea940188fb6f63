import { tell } from "./Toast";

/** Something that a person asked for. */
export interface Attempt {
  readonly action: () => Promise<unknown>;
  /** What is told when it succeeded. */
  readonly done: string;
  /** What is told before the reason when it did not. */
  readonly failed: string;
  /** Takes it back. */
  readonly undo?: () => Promise<unknown>;
}

/** Does it and tells how it went. Gives whether it succeeded; it never throws. */
export async function attempt({ action, done, failed, undo }: Attempt): Promise<boolean> {
  try {
    await action();
  } catch (error) {
    tell({ words: `${failed} ${reasonOf(error)}`, failed: true });
    return false;
  }
  const takeBack = undo && (() => void undo().catch((error: unknown) => tell({ words: `That could not be taken back. ${reasonOf(error)}`, failed: true })));
  tell({ words: done, undo: takeBack });
  return true;
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : "No reason was given.";
}
