import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/App.tsx';
import { demoExamples, demoLies, presetNetworks } from './app/demoExamples.ts';
import { engine } from './boot.ts';

const root = document.getElementById('root');
if (root === null) throw new Error('The page has no #root.');

createRoot(root).render(
  <StrictMode>
    <App
      engine={engine}
      engineClosed={engine.closed}
      networks={presetNetworks}
      examples={demoExamples}
      lies={demoLies}
    />
  </StrictMode>,
);
