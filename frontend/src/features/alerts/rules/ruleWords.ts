import type { CustomRule, RuleFilter } from "../../../domain/customRules";
import { limitText } from "../../../domain/limitText";
import { sorts } from "../../../domain/limitSorts";
import { listed } from "../../../lib/words";

/** A condition in words: "name contains db", "cpu >= 50". */
export function filterWords(one: RuleFilter): string {
  if (one.type === "raw") return `“${one.value}”`;
  return one.type === "text" ? `${one.field} contains “${one.value}”` : `${one.field} ${one.operator} ${one.value}`;
}

/** A rule in words: what it matches and what it sets. */
export function ruleWords(rule: CustomRule): string {
  const when = rule.filters.length === 0 ? "every guest" : rule.filters.map(filterWords).join(rule.all ? " and " : " or ");
  const sets = sorts.guest.metrics.flatMap(({ key, label }) => (rule.limits[key] === undefined ? [] : [`${label} ${limitText(rule.limits[key])}`]));
  return `${when}: ${sets.length === 0 ? "changes nothing" : listed(sets)}`;
}
