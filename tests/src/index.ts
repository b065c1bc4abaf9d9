export { serviceOf } from './path-proxy.ts';
export { SplitSystem } from './split-system.ts';
