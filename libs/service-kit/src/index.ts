export { type Caller, type Officer, type OfficerRole, officerRoles } from './caller.ts';
export type { Answer, Call, RouteSpec } from './route.ts';
export type { Host, Logger, Metrics, OpenService, ReadinessCheck, ServiceDefinition } from './service.ts';
