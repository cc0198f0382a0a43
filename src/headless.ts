import { dockerProfile, withEnvironmentString } from './engine/api.ts';
import { createEngineClient, type EngineClient } from './engine/client.ts';

declare global {
  interface Window {
    selfsame?: EngineClient;
    dockerProfile?: typeof dockerProfile;
    withEnvironmentString?: typeof withEnvironmentString;
  }
}

// The page that `npm run replay` drives: the same engine, no screen.
Object.assign(window, {
  dockerProfile,
  withEnvironmentString,
  selfsame: createEngineClient(),
});
