import type { Outcome } from '@motcua/bus';
import { type ReactionContext, Reacts } from '@motcua/bus-nats/nest';
import { type NotificationRequested, notifyCodec } from '@motcua/contracts';
import { codec, type Recorded } from '@motcua/es';
import { Controller, type Type } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';

/** Carries out notify's own intents: one message of a dossier after the other, different dossiers at once. */
export const senderSubscriber = (send: (intent: Recorded<NotificationRequested>, attempt: number) => Promise<Outcome>): Type => {
  const intents = codec<NotificationRequested>(notifyCodec);

  @Controller()
  class SenderSubscriber {
    @Reacts('notify.NotificationRequested.v1', 'sender')
    requested(@Payload() event: Recorded, @Ctx() context: ReactionContext): Promise<Outcome> {
      return send(intents.decode(event), context.attempt);
    }
  }
  return SenderSubscriber;
};
