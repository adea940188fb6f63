/** The icons that `ui` itself draws; pages import theirs from Lucide one by one. */
export { default as ArrowDown } from "lucide-solid/icons/arrow-down";
export { default as ArrowUp } from "lucide-solid/icons/arrow-up";
export { default as Check } from "lucide-solid/icons/check";
export { default as ChevronDown } from "lucide-solid/icons/chevron-down";
export { default as ChevronRight } from "lucide-solid/icons/chevron-right";
export { default as X } from "lucide-solid/icons/x";
