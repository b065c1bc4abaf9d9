export { type FuzzOptions, fuzzOpenApi } from './fuzz-openapi.ts';
export { type FuzzedPage, type FuzzPagesOptions, fuzzPages } from './fuzz-pages.ts';
