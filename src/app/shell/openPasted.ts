import { useNavigate, useRouter } from '@tanstack/react-router';
import { useCallback } from 'react';
import { useNetwork } from '../networks.ts';
import type { Pasted } from '../pasted.ts';
import { balanceLink, messageLink, processLink, verifyLink } from '../url.ts';

/** Opens what was pasted, on the link's own network or the given one; answers a sentence where it cannot. */
export function useOpenPasted(): (pasted: Pasted, net?: string) => string | null {
  const navigate = useNavigate();
  const { history } = useRouter();
  const { net: pageNet } = useNetwork();
  return useCallback(
    (pasted, chosenNet = pageNet) => {
      if ('path' in pasted && pasted.path !== null) {
        // As it stands: what the page in view would add to a link of its own was not meant by whoever made this one.
        history.push(pasted.net === null ? withNet(pasted.path, chosenNet) : pasted.path);
        return null;
      }
      switch (pasted.kind) {
        case 'nothing':
          return 'Paste the id of a process, or a link that contains it.';
        case 'unreadable':
          return pasted.reason;
        case 'message-id':
          return 'That link names a message by its id. Open its process, and find the id in its schedule.';
        case 'receipt':
          void navigate(
            verifyLink({
              code: pasted.code,
              wallet: pasted.wallet ?? undefined,
              net: pasted.net ?? chosenNet,
            }),
          );
          return null;
        case 'process':
        case 'dry-run':
        case 'comparison':
          void navigate(processLink({ processId: pasted.processId, net: pasted.net ?? chosenNet }));
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
    [navigate, history, pageNet],
  );
}

function withNet(path: string, net: string): string {
  return `${path}${path.includes('?') ? '&' : '?'}${new URLSearchParams({ net })}`;
}
