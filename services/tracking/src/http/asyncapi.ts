import { PublicFact, publicEventNames, publicEventType, publicSubjectOf, publicTail, sourceOf } from '@motcua/contracts';
import { z } from 'zod';
import type { TrackingSettings } from './tracking.tokens.ts';

const payloadOf = (): object => {
  const { $schema: _, ...schema } = z.toJSONSchema(PublicFact.omit({ sourceRevision: true })) as Record<string, unknown>;
  return schema;
};

const headersOf = (type: string, source: string): object => ({
  type: 'object',
  properties: {
    'ce-specversion': { const: '1.0' },
    'ce-id': { type: 'string', format: 'uuid' },
    'ce-source': { const: source },
    'ce-type': { const: type },
    'ce-subject': { type: 'string', format: 'uuid', description: 'Id of the dossier' },
    'ce-time': { type: 'string', format: 'date-time' },
    'ce-sequence': { type: 'string', description: 'Rises by one per dossier, from 0' },
  },
});

/** The public events as AsyncAPI 3: generated from the schema that they are stored by. */
export const asyncApi = ({ province, publicUrl }: Pick<TrackingSettings, 'province' | 'publicUrl'>): object => {
  const source = sourceOf(province, 'tracking');
  const entries = publicEventNames.map((name) => {
    const stored = `${name}.v1`;
    const key = name.replace(/^Public/, '');
    const type = publicEventType(stored);
    const address = publicSubjectOf(province, stored, '{dossierId}');
    return { key, type, address };
  });
  return {
    asyncapi: '3.0.0',
    info: {
      title: `Một Cửa ${province}: public events`,
      version: '1.0.0',
      description: `What neighbours may know of dossiers: nothing about a person. JetStream stream ${publicTail}; over HTTP at ${publicUrl}/api/tracking/v1/feed.`,
    },
    defaultContentType: 'application/json',
    channels: Object.fromEntries(
      entries.map(({ key, address }) => [
        key,
        {
          address,
          parameters: { dossierId: { description: 'Id of the dossier, a UUID' } },
          messages: { [key]: { $ref: `#/components/messages/${key}` } },
        },
      ]),
    ),
    operations: Object.fromEntries(
      entries.map(({ key }) => [
        `publish${key}`,
        { action: 'send', channel: { $ref: `#/channels/${key}` }, messages: [{ $ref: `#/channels/${key}/messages/${key}` }] },
      ]),
    ),
    components: {
      messages: Object.fromEntries(
        entries.map(({ key, type }) => [
          key,
          {
            name: type,
            contentType: 'application/json',
            headers: headersOf(type, source),
            payload: { $ref: '#/components/schemas/PublicFact' },
          },
        ]),
      ),
      schemas: { PublicFact: payloadOf() },
    },
  };
};
