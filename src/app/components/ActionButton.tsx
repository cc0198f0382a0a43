import type { ComponentProps } from 'react';

interface ActionButtonProps extends Omit<ComponentProps<'button'>, 'type' | 'disabled'> {
  readonly type?: 'button' | 'submit';
  /** It cannot be used now. It keeps the focus: a browser takes that from a disabled button, and whoever has only a keyboard loses their place. */
  readonly unavailable: boolean;
}

/** A button that its own use, or what its reader types, makes unavailable for a while. */
export function ActionButton({ unavailable, onClick, type = 'button', ...rest }: ActionButtonProps) {
  return (
    <button
      {...rest}
      type={type}
      aria-disabled={unavailable}
      onClick={(event) => {
        // A form's Enter is a click on its button, too.
        if (unavailable) event.preventDefault();
        else onClick?.(event);
      }}
    />
  );
}
