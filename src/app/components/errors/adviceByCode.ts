import type { AdviceByCode } from './advice.ts';
import { adviceOnItems } from './adviceOnItems.ts';
import { adviceOnSources } from './adviceOnSources.ts';
import { adviceOnWork } from './adviceOnWork.ts';

/** Words for codes that need their own. */
export const adviceByCode: AdviceByCode = { ...adviceOnItems, ...adviceOnSources, ...adviceOnWork };
