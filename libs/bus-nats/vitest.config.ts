export { default } from '../../vitest.nats.ts';
