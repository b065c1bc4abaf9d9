export { checkHash, fingerprintOf, requestCodeOf, subjectIdOf, tokenHashOf, trackingToken, uuidFromHmac } from './derived.ts';
export { kidOf, newDataKey, seal, sealBytes, UnsealFailed, unseal, unsealBytes, unwrapKey, wrapKey } from './jwe.ts';
export { maskName, maskPhone } from './masking.ts';
export { findSecret, newestSecret, type RingSecret, type SecretRing } from './secrets.ts';
export { memorySubjectKeys, type RequestedSubjectKeys, requestedSubjectKeys, type SubjectKeys } from './subject-keys.ts';
