import { useEffect } from 'react';
import { useSettings } from '../AppContext.tsx';

/** The chosen theme, for the tokens; `system` leaves it to the browser. */
export function useTheme(): void {
  const { theme } = useSettings();
  useEffect(() => {
    if (theme === 'system') delete document.documentElement.dataset['theme'];
    else document.documentElement.dataset['theme'] = theme;
  }, [theme]);
}
