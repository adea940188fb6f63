import type { Resource } from "solid-js";

/**
 * What a resource holds, or undefined while it holds nothing. Unlike reading it,
 * this never suspends the page around it and never throws.
 */
export function loaded<T>(resource: Resource<T>): T | undefined {
  return resource.state === "ready" || resource.state === "refreshing" ? resource.latest : undefined;
}
