import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from '../App.tsx';
import { demoLies, presetNetworks } from '../demoExamples.ts';
import { scriptedExamples } from './scriptedData.ts';
import { createScriptedEngine } from './scriptedEngine.ts';

const root = document.getElementById('root');
if (root === null) throw new Error('The page has no #root.');

createRoot(root).render(
  <StrictMode>
    <App
      engine={createScriptedEngine()}
      engineClosed={
        location.search.includes('crash')
          ? Promise.resolve('The engine’s thread ended: out of memory.')
          : new Promise(() => undefined)
      }
      networks={presetNetworks}
      examples={scriptedExamples}
      lies={demoLies}
    />
  </StrictMode>,
);
