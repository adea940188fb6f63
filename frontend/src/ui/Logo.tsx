/** The mark of the program. */
export function Logo(props: { readonly size?: number }) {
  return (
    <svg width={props.size ?? 18} height={props.size ?? 18} viewBox="0 0 18 18" aria-hidden="true" style={{ color: "var(--accent)" }}>
      <path d="M2 11.5v2M5.5 8.5v5M9 3.5v10M12.5 7v6.5M16 11.5v2" stroke="currentColor" stroke-width="2" stroke-linecap="round" />
    </svg>
  );
}
