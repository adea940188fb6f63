import Ellipsis from "lucide-solid/icons/ellipsis";
import { For } from "solid-js";
import type { Token } from "../../../api/tokens";
import { agoWords, fullTime } from "../../../lib/time";
import { useLive } from "../../../live/live";
import { Menu } from "../../../ui/Menu";
import { StatusMark } from "../../../ui/StatusMark";
import { Cell, HeadCell, HeadRow, Row, Table } from "../../../ui/Table";
import settings from "../Settings.module.css";
import styles from "./Security.module.css";
import { endWords, hintOf, mayWords } from "./tokenWords";

interface TokenTableProps {
  readonly tokens: readonly Token[];
  readonly onRenew: (token: Token) => void;
  readonly onRemove: (token: Token) => void;
}

/** The tokens: what they may do, when they were used last and when they end. */
export function TokenTable(props: TokenTableProps) {
  return (
    <Table class={settings.list} label="API tokens" columns="14px minmax(130px, 1.2fr) minmax(140px, 1fr) minmax(90px, 0.7fr) minmax(90px, 0.7fr) 40px">
      <HeadRow>
        <HeadCell label="Status" />
        <HeadCell>Name</HeadCell>
        <HeadCell>Begins and ends with</HeadCell>
        <HeadCell>Last used</HeadCell>
        <HeadCell>Good until</HeadCell>
        <HeadCell label="Actions" />
      </HeadRow>
      <For each={props.tokens}>{(token) => <TokenRow token={token} onRenew={() => props.onRenew(token)} onRemove={() => props.onRemove(token)} />}</For>
    </Table>
  );
}

function TokenRow(props: { token: Token; onRenew: () => void; onRemove: () => void }) {
  const live = useLive();
  const ended = () => props.token.expiresAt !== undefined && props.token.expiresAt <= live.now();
  const used = () => (props.token.lastUsedAt === undefined ? "never" : agoWords(props.token.lastUsedAt, live.now()));
  return (
    <Row dim={ended()}>
      <Cell>
        <StatusMark status={ended() ? "stopped" : "running"} label={ended() ? "Ended" : "Good"} />
      </Cell>
      <Cell class={settings.two}>
        <span class="strong">{props.token.name}</span>
        <div class="quiet small">
          may {mayWords(props.token.scopes)}
          {props.token.fixed ? ", set by API_TOKENS" : ""}
        </div>
      </Cell>
      <Cell class={`mono ${settings.hidden}`}>{hintOf(props.token)}</Cell>
      <Cell class={settings.second} title={props.token.lastUsedAt === undefined ? undefined : fullTime(props.token.lastUsedAt)}>
        <span class={styles.onPhone}>last used </span>
        {used()}
      </Cell>
      <Cell class={settings.hidden} title={props.token.expiresAt === undefined ? undefined : fullTime(props.token.expiresAt)}>
        {endWords(props.token, live.now())}
      </Cell>
      <Cell align="end">
        {props.token.fixed ? undefined : (
          <Menu
            label={`Actions for ${props.token.name}`}
            trigger={<Ellipsis class="icon" />}
            items={[
              { label: "Make anew", onSelect: () => props.onRenew() },
              { label: "Delete", onSelect: () => props.onRemove() },
            ]}
          />
        )}
      </Cell>
    </Row>
  );
}
