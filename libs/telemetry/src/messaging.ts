import type { Attributes } from '@opentelemetry/api';

interface Message {
  readonly id: string;
  readonly type: string;
  readonly position: number;
}

const about = (destination: string, { id, type, position }: Message): Attributes => ({
  'messaging.system': 'nats',
  'messaging.destination.name': destination,
  'messaging.message.id': id,
  'motcua.event.type': type,
  'motcua.position': position,
});

/** OpenTelemetry's conventions for messaging: a message is sent to a stream of the bus. */
export const sending = (destination: string, message: Message): Attributes => ({
  ...about(destination, message),
  'messaging.operation.type': 'send',
  'messaging.operation.name': 'relay',
});

/** A message is handled by a group of consumers: a reactor's durable, or a read model. */
export const processing = (destination: string, group: string, message: Message): Attributes => ({
  ...about(destination, message),
  'messaging.operation.type': 'process',
  'messaging.operation.name': 'process',
  'messaging.consumer.group.name': group,
});
