import { demoNetwork, demoProcesses, dockerProfile, withEnvironmentString } from './engine/api.ts';
import { createEngineClient, type EngineClient } from './engine/client.ts';

declare global {
  interface Window {
    selfsame?: EngineClient;
    dockerProfile?: typeof dockerProfile;
    withEnvironmentString?: typeof withEnvironmentString;
    demoNetwork?: typeof demoNetwork;
    demoProcesses?: typeof demoProcesses;
  }
}

// The page that `npm run replay` and `npm run chaos` drive: the same engine, no screen.
Object.assign(window, {
  demoNetwork,
  demoProcesses,
  dockerProfile,
  withEnvironmentString,
  selfsame: createEngineClient(),
});
