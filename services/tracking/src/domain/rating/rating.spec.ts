import { scenario } from '@motcua/es/testing';
import { test } from 'vitest';
import { rating } from './rating.decider.ts';

const data = { dossierId: '018f3b0e-0000-8000-8000-000000000001', at: '2026-11-25T12:00:00.000+07:00', score: 5, sealed: {} };
const rated = { type: 'DossierRated.v1', data } as const;

test('a returned dossier is rated', () => scenario(rating).given().when({ rating: data, dossierState: 'returned' }).then(rated));
test('no other is', () =>
  scenario(rating)
    .given()
    .when({ rating: data, dossierState: 'resolved' })
    .thenRejected('not-returned', { state: 'resolved', allowed: [] }));
test('and none twice', () => scenario(rating).given(rated).when({ rating: data, dossierState: 'returned' }).thenRejected('already-rated'));
