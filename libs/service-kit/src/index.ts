export { type Caller, type Officer, type OfficerRole, officerRoles } from './caller.ts';
export {
  BadConfiguration,
  configOf,
  configTable,
  type Environment,
  parseEnvironment,
  rimConfig,
  serviceConfig,
} from './config.ts';
export { officerOf, requireAgency, requireIfMatch, requireKey } from './handler-checks.ts';
export { isHidden } from './health.ts';
export { apiAudience, type Identity, oidcIdentity } from './identity.ts';
export { spanOfRequest, traceOfRequest } from './incoming.ts';
export { createLogger, failureFields, type LogLevel } from './logger.ts';
export { ProcessMetrics } from './metrics.ts';
export { controllersOf, routesOf, type ServedRoute } from './module-walk.ts';
export { type FormPart, type PartLimits, partsOf } from './multipart.ts';
export { natsConfig } from './nats-config.ts';
export { giveWay, helpersNiceness, niceness, v8HelpersGiveWay } from './niceness.ts';
export { openApiOf } from './openapi.ts';
export { type OperableProjection, operable } from './operable-projection.ts';
export { type OperationsOptions, operationsModule } from './operations.module.ts';
export { type FieldError, malformed, Problem, type ProblemBody, type ProblemDetails, problem, problemBody } from './problem.ts';
export { problemOf } from './problem-mapping.ts';
export { escapeHtml } from './problem-page.ts';
export { type ProblemTitle, registerProblems } from './problem-titles.ts';
export { refuseFolder } from './refuse-place.ts';
export type { PageProblem } from './rim.ts';
export { Incoming, Route } from './route.decorator.ts';
export type { Answer, Call, RouteSpec } from './route.ts';
export { endWith, exitOnUncaught, refuseConfiguration, runService } from './run-service.ts';
export type { Host, Logger, OpenService, ReadinessCheck, ServiceDefinition } from './service.ts';
export { type Running, type ServiceToStart, type StartOptions, startServices } from './start-services.ts';
export { testBearer, testService } from './test-service.ts';
