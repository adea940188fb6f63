import { Index, Show, createMemo } from "solid-js";
import { mailSentence } from "../../domain/mailQueues";
import { type MailGateway, statusOfPmg } from "../../domain/pmg";
import { byNumber, byText, inOrder, sorted } from "../../lib/compare";
import { count, percent } from "../../lib/format";
import { rankOf } from "../../lib/status";
import { counted } from "../../lib/words";
import { useLive } from "../../live/live";
import { Page } from "../../ui/Page";
import { Figure, Sentence } from "../../ui/Sentence";
import { Watched } from "../../ui/Watched";
import { FindButton } from "../../ui/find";
import { GatewayView } from "./GatewayView";

/** The mail gateways: queues against their limits, mail per hour, what was held back. */
export default function MailPage() {
  const live = useLive();
  const rank = (gateway: MailGateway) => rankOf(statusOfPmg(gateway, live.alertsOf().get(gateway.id), live.now()));
  const gateways = createMemo(() => sorted(Object.values(live.estate.pmg), inOrder(byNumber(rank), byText(({ name }) => name))));
  const fact = () => {
    const [only, ...others] = gateways();
    if (only === undefined) return undefined;
    return others.length > 0 ? counted(gateways().length, "mail gateway") : `${only.name}${only.version === "" ? "" : `, Mail Gateway ${only.version}`}`;
  };
  return (
    <Page title="Mail" fact={fact()} actions={<FindButton />}>
      <Watched ready={live.ready()} what="the mail gateways" rows={8} empty={gateways().length === 0} none="No mail gateway is watched yet.">
        <Sentence says={mailSentence(gateways(), live.thresholds().mail, live.now())} figures={<Day gateways={gateways()} />}>
          {dayWords(gateways())}
        </Sentence>
        <Index each={gateways()}>{(gateway) => <GatewayView gateway={gateway()} named={gateways().length > 1} />}</Index>
      </Watched>
    </Page>
  );
}

function statsOf(gateways: readonly MailGateway[]) {
  return gateways.flatMap(({ mailStats }) => (mailStats === undefined ? [] : [mailStats]));
}

function dayWords(gateways: readonly MailGateway[]): string {
  const stats = statsOf(gateways);
  if (stats.length === 0) return "Nothing is known of the last day.";
  const bounced = stats.reduce((sum, { bouncesIn, bouncesOut }) => sum + bouncesIn + bouncesOut, 0);
  const viruses = stats.reduce((sum, { virusIn, virusOut }) => sum + virusIn + virusOut, 0);
  return `Last day: ${counted(viruses, "virus", "viruses")} stopped, ${counted(bounced, "message")} bounced.`;
}

function Day(props: { gateways: readonly MailGateway[] }) {
  const stats = () => statsOf(props.gateways);
  const sum = (of: (one: ReturnType<typeof stats>[number]) => number) => stats().reduce((total, one) => total + of(one), 0);
  const spam = () => sum(({ spamIn }) => spamIn);
  const incoming = () => sum(({ countIn }) => countIn);
  return (
    <Show when={stats().length > 0}>
      <Figure name="Last day">
        {count(incoming())} in, {count(sum(({ countOut }) => countOut))} out
      </Figure>
      <Figure name="Spam">
        {count(spam())}
        {incoming() > 0 ? `, ${percent((spam() / incoming()) * 100)}` : ""}
      </Figure>
      <Show when={stats().length === 1 && (stats()[0]?.averageProcessTimeMs ?? 0) > 0}>
        <Figure name="Processing">{((stats()[0]?.averageProcessTimeMs ?? 0) / 1000).toFixed(1)} s</Figure>
      </Show>
    </Show>
  );
}
