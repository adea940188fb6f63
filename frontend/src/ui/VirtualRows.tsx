import { type Range, createVirtualizer, defaultRangeExtractor } from "@tanstack/solid-virtual";
import { For, type JSX, Show, createEffect, createSignal, on, onMount } from "solid-js";
import styles from "./VirtualRows.module.css";

interface VirtualRowsProps {
  readonly count: number;
  /** Height of a row in pixels. */
  readonly height: (index: number) => number;
  /** Draws a row. The index is read anew when the list changes under it. */
  readonly row: (index: () => number) => JSX.Element;
  readonly scroller: () => HTMLElement | undefined;
  /** Height of what sticks to the top of the scroller, in pixels. */
  readonly top?: number;
  /** The head that stays at the top while rows of its group are seen: the last one at or before an index. */
  readonly stickyBefore?: (index: number) => number | undefined;
  /** A row that has to be in view. */
  readonly reveal?: number;
  /** Changes when heights have changed. */
  readonly version?: unknown;
}

/** Only those rows of a long list that can be seen. */
export function VirtualRows(props: VirtualRowsProps) {
  const [sticky, setSticky] = createSignal<number>();
  // An element that is not in the page yet belongs to no window and can not be observed.
  const [mounted, setMounted] = createSignal(false);
  onMount(() => setMounted(true));
  const rows = createVirtualizer({
    get count() {
      return props.count;
    },
    getScrollElement: () => (mounted() ? (props.scroller() ?? null) : null),
    estimateSize: (index) => props.height(index),
    overscan: 8,
    get scrollPaddingStart() {
      return props.stickyBefore === undefined ? 0 : props.height(0);
    },
    get scrollPaddingEnd() {
      return props.top ?? 0;
    },
    rangeExtractor(range: Range) {
      const head = props.stickyBefore?.(range.startIndex);
      setSticky(head);
      const seen = defaultRangeExtractor(range);
      return head === undefined || seen.includes(head) ? seen : [head, ...seen];
    },
  });
  createEffect(on([() => props.count, () => props.version], () => rows.measure(), { defer: true }));
  createEffect(() => {
    if (props.reveal !== undefined && props.reveal >= 0) rows.scrollToIndex(props.reveal, { align: "auto" });
  });
  return (
    <div class={styles.rows} style={{ height: `${rows.getTotalSize()}px` }} role="presentation">
      <For each={rows.getVirtualItems()}>
        {(item) => (
          <Show when={item.index < props.count}>
            <div
              class={styles.row}
              role="presentation"
              data-sticky={item.index === sticky() ? "" : undefined}
              style={item.index === sticky() ? { top: `${props.top ?? 0}px` } : { transform: `translateY(${item.start}px)`, height: `${item.size}px` }}
            >
              {props.row(() => item.index)}
            </div>
          </Show>
        )}
      </For>
    </div>
  );
}
