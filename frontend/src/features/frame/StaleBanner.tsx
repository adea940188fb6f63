import { Match, Switch, createEffect, createSignal, on } from "solid-js";
import { clockTime } from "../../lib/time";
import { useLive } from "../../live/live";
import { Banner } from "../../ui/Banner";
import { isStalled } from "./stall";
import styles from "./Frame.module.css";

/** Says above every page that its values are old, and since when. */
export function StaleBanner() {
  const live = useLive();
  const [lostAt, setLostAt] = createSignal<number>();
  createEffect(
    on(live.link, (link) => {
      if (link === "live") setLostAt(undefined);
      else if (link === "lost" && live.ready()) setLostAt((before) => before ?? Date.now());
    }),
  );
  const newest = () => Math.max(0, ...Object.values(live.estate.seen));
  return (
    <Switch>
      <Match when={lostAt()}>
        {(at) => (
          <div class={styles.banner}>
            <Banner tone="unknown">Pulse has not answered since {clockTime(at())}. These are the last values; the page goes on by itself.</Banner>
          </div>
        )}
      </Match>
      <Match when={isStalled(live, live.now())}>
        <div class={styles.banner}>
          <Banner tone="warning">
            No server has been read {newest() === 0 ? "yet" : `since ${clockTime(newest())}`}. Look under Settings, Connections, what stands in the way.
          </Banner>
        </div>
      </Match>
    </Switch>
  );
}
