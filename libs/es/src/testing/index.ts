export { type Given, scenario, type Then } from './scenario.ts';
