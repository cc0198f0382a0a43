import { useNavigate } from '@tanstack/react-router';
import { useCallback } from 'react';
import { useNetwork } from '../networks.ts';
import type { Pasted } from '../pasted.ts';
import { balanceLink, messageLink, processLink, verifyLink } from '../url.ts';

/** Opens what was pasted, on the link's own network or the given one; answers a sentence where it cannot. */
export function useOpenPasted(): (pasted: Pasted, net?: string) => string | null {
  const navigate = useNavigate();
  const { net: pageNet } = useNetwork();
  return useCallback(
    (pasted, chosenNet = pageNet) => {
      switch (pasted.kind) {
        case 'nothing':
          return 'Paste the id of a process, or a link that contains it.';
        case 'unreadable':
          return pasted.reason;
        case 'message-id':
          return 'That link names a message by its id. Open its process, and go to the message by its nonce.';
        case 'process':
          void navigate(processLink({ processId: pasted.processId, net: pasted.net ?? chosenNet }));
          return null;
        case 'receipt':
          void navigate(
            verifyLink({
              code: pasted.code,
              wallet: pasted.wallet ?? undefined,
              net: pasted.net ?? chosenNet,
            }),
          );
          return null;
        case 'message':
          void navigate(
            messageLink({ processId: pasted.processId, nonce: pasted.nonce, net: pasted.net ?? chosenNet }),
          );
          return null;
        case 'balance':
          void navigate(
            balanceLink({
              processId: pasted.processId,
              wallet: pasted.wallet,
              nonce: pasted.nonce ?? undefined,
              net: pasted.net ?? chosenNet,
            }),
          );
          return null;
      }
    },
    [navigate, pageNet],
  );
}
