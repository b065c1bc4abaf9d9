export { type FuzzOptions, fuzzOpenApi } from './fuzz-openapi.ts';
