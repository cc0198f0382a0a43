interface MoreButtonProps {
  /** How much is not shown, in words: `12 kB`. */
  readonly left: string;
  readonly onMore: () => void;
}

/** The rest of what a stranger wrote comes on request only, so that it cannot fill the page. */
export function MoreButton({ left, onMore }: MoreButtonProps) {
  return (
    <button type="button" className="button button-plain" onClick={onMore}>
      Show more ({left} left)
    </button>
  );
}
