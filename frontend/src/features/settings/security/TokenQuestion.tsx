import type { Token } from "../../../api/tokens";
import { ConfirmDialog } from "../../../ui/Dialog";
import { hintOf } from "./tokenWords";

/** What is asked before something happens to tokens that cannot be undone. */
export type TokenQuestion =
  | { readonly kind: "renew"; readonly token: Token }
  | { readonly kind: "remove"; readonly token: Token; readonly last: boolean }
  | { readonly kind: "replace"; readonly count: number; readonly token?: undefined };

interface TokenQuestionProps {
  readonly question: TokenQuestion;
  readonly busy: boolean;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
}

/** Asks, and says what follows. */
export function TokenQuestionDialog(props: TokenQuestionProps) {
  const words = () => wordsFor(props.question);
  return (
    <ConfirmDialog
      open
      title={words().title}
      description={words().description}
      action={words().action}
      busy={props.busy}
      onConfirm={() => props.onConfirm()}
      onClose={() => props.onClose()}
    />
  );
}

function wordsFor(question: TokenQuestion) {
  switch (question.kind) {
    case "renew":
      return {
        title: `Make ${question.token.name} anew?`,
        description: `It gets another secret and keeps what it may do. Programs that use ${hintOf(question.token)} are refused until you give them the new one.`,
        action: "Make anew",
      };
    case "remove":
      return {
        title: `Delete ${question.token.name}?`,
        description: `Programs that use it are refused from now on.${question.last ? " It is the last credential: afterwards this Pulse waits to be set up from its own computer." : ""}`,
        action: `Delete ${question.token.name}`,
      };
    case "replace":
      return {
        title: `Replace all ${question.count} tokens by one?`,
        description: "Every program is refused until you give it the new token, which may change everything. Tokens of the environment stay.",
        action: "Replace all",
      };
  }
}
