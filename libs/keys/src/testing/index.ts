export { keysContract } from './keys.contract.ts';
