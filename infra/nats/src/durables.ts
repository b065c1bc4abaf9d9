import type { RelayedService, ServiceName } from '@motcua/contracts';

/** A durable consumer of a reactor on another service's tail. */
export interface DeclaredDurable {
  readonly source: RelayedService;
  readonly name: string;
}

/**
 * Every durable there is, by the service that reacts; no other name may be created or read. Reactors make theirs at start and after the loss
 * of a stream. A reactor that is not listed is still served, but from its source's log and a second late.
 */
export const durables: Readonly<Record<ServiceName, readonly DeclaredDurable[]>> = {
  intake: [],
  workflow: [{ source: 'intake', name: 'workflow-intake-v1' }],
  notify: [{ source: 'workflow', name: 'notify-workflow-v1' }],
  tracking: [{ source: 'workflow', name: 'tracking-workflow-v1' }],
};
