import { applyDecorators, Get, HttpCode, Post, Req, Res } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type CompiledRoute, compileRoute, incomingCall } from './incoming.ts';
import { respond } from './respond.ts';
import { rimOf } from './rim.ts';
import type { Answer, Call, RouteSpec } from './route.ts';

const incomingIndex = Symbol('motcua.incoming');
const specKey = Symbol('motcua.route');

type Handler = (...args: unknown[]) => Promise<Answer> | Answer;

/** Where the handler wants its `Call`; the only parameter a handler has. */
export const Incoming = (): ParameterDecorator => (target, key, index) => {
  if (key !== undefined) Reflect.defineMetadata(incomingIndex, index, target, key);
};

const server = (route: CompiledRoute, handler: Handler, index: number) =>
  async function (this: unknown, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const rim = rimOf(request);
    try {
      const call: Call = incomingCall(route, request, reply, rim.stopping);
      const args: unknown[] = [];
      args[index] = call;
      respond(request, reply, await handler.apply(this, args), rim.stopping);
    } catch (error) {
      rim.fail(error, request, reply, route.spec);
    }
  };

/** One HTTP route on a controller method. The method is replaced by one that checks, calls and replies: Nest has nothing left to do per request. */
export const Route =
  (spec: RouteSpec) =>
  <T extends (...args: never[]) => Promise<Answer> | Answer>(target: object, key: string, descriptor: TypedPropertyDescriptor<T>): void => {
    if (!descriptor.value) throw new Error(`@Route on ${key}: not a method`);
    const index = (Reflect.getMetadata(incomingIndex, target, key) as number | undefined) ?? 0;
    const route = compileRoute(spec);
    const served = server(route, descriptor.value as unknown as Handler, index);
    descriptor.value = served as unknown as T;
    Reflect.defineMetadata(specKey, spec, served);
    Req()(target, key, 0);
    Res()(target, key, 1);
    applyDecorators(spec.method === 'GET' ? Get(spec.path) : Post(spec.path), HttpCode(200), RouteConfig({ motcua: route }))(
      target,
      key,
      descriptor,
    );
  };

/** The spec of a controller's method, where it is a route. */
export const routeSpecOf = (method: unknown): RouteSpec | undefined =>
  typeof method === 'function' ? (Reflect.getMetadata(specKey, method) as RouteSpec | undefined) : undefined;
