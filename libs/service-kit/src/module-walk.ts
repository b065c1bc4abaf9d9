import type { DynamicModule, Type } from '@nestjs/common';
import { routeSpecOf } from './route.decorator.ts';
import type { RouteSpec } from './route.ts';

type Imported = DynamicModule | Type | Promise<DynamicModule> | { forwardRef: () => DynamicModule | Type };

const metadata = <T>(key: string, type: Type): readonly T[] => (Reflect.getMetadata(key, type) as readonly T[] | undefined) ?? [];

const walk = (module: Imported, seen: Set<unknown>, found: Set<Type>): void => {
  if (seen.has(module) || module instanceof Promise) return;
  seen.add(module);
  if ('forwardRef' in module) {
    walk(module.forwardRef(), seen, found);
    return;
  }
  const dynamic = 'module' in module ? (module as DynamicModule) : undefined;
  const type = dynamic ? dynamic.module : (module as Type);
  for (const controller of [...metadata<Type>('controllers', type), ...((dynamic?.controllers ?? []) as Type[])]) found.add(controller);
  for (const imported of [...metadata<Imported>('imports', type), ...((dynamic?.imports ?? []) as Imported[])]) walk(imported, seen, found);
};

/** The controllers of a service's module and all that it imports. */
export const controllersOf = (module: DynamicModule | Type): readonly Type[] => {
  const found = new Set<Type>();
  walk(module, new Set(), found);
  return [...found];
};

/** A route with the path it is served under. */
export interface ServedRoute {
  readonly path: string;
  readonly spec: RouteSpec;
}

const joined = (prefix: string, path: string): string => `/${prefix}/${path}`.replace(/\/+/g, '/').replace(/(.)\/$/, '$1');

/** Every `@Route` of these controllers. */
export const routesOf = (controllers: readonly Type[]): readonly ServedRoute[] =>
  controllers.flatMap((controller) => {
    const prefixes = [Reflect.getMetadata('path', controller) as string | string[] | undefined].flat().map((prefix) => prefix ?? '');
    const methods = Object.getOwnPropertyNames(controller.prototype).map(
      (name): unknown => Object.getOwnPropertyDescriptor(controller.prototype, name)?.value,
    );
    return methods.flatMap((method) => {
      const spec = routeSpecOf(method);
      return spec ? prefixes.map((prefix) => ({ path: joined(prefix, spec.path), spec })) : [];
    });
  });
