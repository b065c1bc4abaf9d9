import type { Outcome } from '@motcua/bus';
import { Reacts } from '@motcua/bus-nats/nest';
import { type DossierEvent, workflowCodec } from '@motcua/contracts';
import { codec, type Recorded } from '@motcua/es';
import { Controller, type Type } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import type { DossierRecorded } from '../application/announce.ts';

/** Hears what happened to dossiers; everything that a citizen should know causes one message. */
export const workflowSubscriber = (hear: (event: DossierRecorded) => Promise<Outcome>): Type => {
  const dossiers = codec<DossierEvent>(workflowCodec);
  const heard = (event: Recorded): Promise<Outcome> => hear(dossiers.decode(event) as DossierRecorded);

  @Controller()
  class WorkflowSubscriber {
    @Reacts('workflow.DossierOpened.v1')
    opened(@Payload() event: Recorded): Promise<Outcome> {
      return heard(event);
    }

    @Reacts('workflow.DossierAccepted.v1')
    accepted(@Payload() event: Recorded): Promise<Outcome> {
      return heard(event);
    }

    @Reacts('workflow.DossierRefused.v1')
    refused(@Payload() event: Recorded): Promise<Outcome> {
      return heard(event);
    }

    @Reacts('workflow.SupplementRequested.v1')
    supplementRequested(@Payload() event: Recorded): Promise<Outcome> {
      return heard(event);
    }

    @Reacts('workflow.SupplementNoted.v1')
    supplementNoted(@Payload() event: Recorded): Promise<Outcome> {
      return heard(event);
    }

    @Reacts('workflow.DossierResumed.v1')
    resumed(@Payload() event: Recorded): Promise<Outcome> {
      return heard(event);
    }

    @Reacts('workflow.DossierWithdrawn.v1')
    withdrawn(@Payload() event: Recorded): Promise<Outcome> {
      return heard(event);
    }

    @Reacts('workflow.WithdrawalDeclined.v1')
    withdrawalDeclined(@Payload() event: Recorded): Promise<Outcome> {
      return heard(event);
    }

    @Reacts('workflow.ResultIssued.v1')
    resultIssued(@Payload() event: Recorded): Promise<Outcome> {
      return heard(event);
    }

    @Reacts('workflow.ResultReturned.v1')
    resultReturned(@Payload() event: Recorded): Promise<Outcome> {
      return heard(event);
    }

    @Reacts('workflow.DeadlineBreached.v1')
    breached(@Payload() event: Recorded): Promise<Outcome> {
      return heard(event);
    }
  }
  return WorkflowSubscriber;
};
