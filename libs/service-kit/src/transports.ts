import type { Type } from '@nestjs/common';
import type { CustomTransportStrategy } from '@nestjs/microservices';

/** Nest's own key for the transport of a message handler (`@EventPattern(pattern, transport)`). */
const transportKey = 'microservices:transport';
const patternKey = 'microservices:pattern';

/**
 * Nest hands every message handler of an application to every strategy. With several services in one application each strategy would run the others'
 * reactors, so a service's handlers and strategies are marked with one transport of their own.
 */
export const claimHandlers = (
  service: string,
  controllers: readonly Type[],
  strategies: readonly CustomTransportStrategy[],
): readonly CustomTransportStrategy[] => {
  const transport = Symbol.for(`motcua.transport.${service}`);
  for (const { prototype } of controllers)
    for (const name of Object.getOwnPropertyNames(prototype)) {
      const method: unknown = Object.getOwnPropertyDescriptor(prototype, name)?.value;
      if (
        typeof method !== 'function' ||
        !Reflect.hasMetadata(patternKey, method) ||
        Reflect.getMetadata(transportKey, method) !== undefined
      )
        continue;
      Reflect.defineMetadata(transportKey, transport, method);
    }
  for (const strategy of strategies) {
    const claimed = strategy as { transportId?: symbol | number };
    claimed.transportId ??= transport;
  }
  return strategies;
};
