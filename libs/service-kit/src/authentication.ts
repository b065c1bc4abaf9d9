import type { FastifyRequest } from 'fastify';
import type { Caller } from './caller.ts';
import type { Identity } from './identity.ts';
import { rememberCaller } from './incoming.ts';
import { Problem } from './problem.ts';
import type { RouteSpec } from './route.ts';

const tracking = /^Tracking ([A-Za-z0-9_-]{43})$/i;
const bearer = /^Bearer ([A-Za-z0-9._~+/-]{1,8192}=*)$/i;

const admitted: Readonly<Record<RouteSpec['auth'], readonly Caller['kind'][]>> = {
  open: ['anonymous', 'tracking', 'officer'],
  officer: ['officer'],
  tracking: ['tracking'],
  trackingOrOfficer: ['tracking', 'officer'],
};

/** Before the body is read: who calls, and whether this route takes such callers. Synchronous for everything but a token seen for the first time. */
export const authenticate = (
  identity: Identity | undefined,
  auth: RouteSpec['auth'],
  request: FastifyRequest,
  done: (error?: Error) => void,
): void => {
  const { authorization } = request.headers;
  const settle = (caller: Caller): void => {
    if (!admitted[auth].includes(caller.kind)) {
      done(new Problem('unauthenticated'));
      return;
    }
    rememberCaller(request, caller);
    done();
  };
  if (authorization === undefined) {
    settle({ kind: 'anonymous' });
    return;
  }
  const token = tracking.exec(authorization)?.[1];
  if (token !== undefined) {
    settle({ kind: 'tracking', token });
    return;
  }
  const jwt = bearer.exec(authorization)?.[1];
  if (jwt === undefined || !identity) {
    done(new Problem('unauthenticated'));
    return;
  }
  const officer = identity.officer(jwt);
  if (officer instanceof Promise) officer.then(settle, (error: Error) => done(error));
  else settle(officer);
};
