import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { demoNetwork, legacynet } from '../../engine/api.ts';
import { App } from '../App.tsx';
import { createScriptedEngine, scriptedExamples } from './scriptedEngine.ts';

const root = document.getElementById('root');
if (root === null) throw new Error('The page has no #root.');

createRoot(root).render(
  <StrictMode>
    <App
      engine={createScriptedEngine()}
      engineClosed={new Promise(() => undefined)}
      networks={[demoNetwork, legacynet]}
      examples={scriptedExamples}
    />
  </StrictMode>,
);
