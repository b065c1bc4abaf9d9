import type { Outcome } from '@motcua/bus';
import { Reacts } from '@motcua/bus-nats/nest';
import { type DossierEvent, type DossierRated, trackingCodec, workflowCodec } from '@motcua/contracts';
import { codec, type Recorded } from '@motcua/es';
import { Controller, Inject } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { type TrackingUseCases, USE_CASES } from '../http/tracking.tokens.ts';

/** Hears what neighbours may know of, and puts it into the public log. */
@Controller()
export class PublicLogSubscriber {
  readonly #useCases: TrackingUseCases;
  readonly #dossiers = codec<DossierEvent>(workflowCodec);
  readonly #ratings = codec<DossierRated>(trackingCodec);
  constructor(@Inject(USE_CASES) useCases: TrackingUseCases) {
    this.#useCases = useCases;
  }

  #log(event: Recorded): Promise<Outcome> {
    return this.#useCases.logPublicly(this.#dossiers.decode(event));
  }

  @Reacts('workflow.DossierOpened.v1')
  opened(@Payload() event: Recorded): Promise<Outcome> {
    return this.#log(event);
  }

  @Reacts('workflow.DossierAccepted.v1')
  accepted(@Payload() event: Recorded): Promise<Outcome> {
    return this.#log(event);
  }

  @Reacts('workflow.DossierRefused.v1')
  refused(@Payload() event: Recorded): Promise<Outcome> {
    return this.#log(event);
  }

  @Reacts('workflow.DossierForwarded.v1')
  forwarded(@Payload() event: Recorded): Promise<Outcome> {
    return this.#log(event);
  }

  @Reacts('workflow.DossierAssigned.v1')
  assigned(@Payload() event: Recorded): Promise<Outcome> {
    return this.#log(event);
  }

  @Reacts('workflow.SupplementRequested.v1')
  supplementRequested(@Payload() event: Recorded): Promise<Outcome> {
    return this.#log(event);
  }

  @Reacts('workflow.DossierResumed.v1')
  resumed(@Payload() event: Recorded): Promise<Outcome> {
    return this.#log(event);
  }

  @Reacts('workflow.DossierWithdrawn.v1')
  withdrawn(@Payload() event: Recorded): Promise<Outcome> {
    return this.#log(event);
  }

  @Reacts('workflow.ResultIssued.v1')
  resultIssued(@Payload() event: Recorded): Promise<Outcome> {
    return this.#log(event);
  }

  @Reacts('workflow.ResultReturned.v1')
  resultReturned(@Payload() event: Recorded): Promise<Outcome> {
    return this.#log(event);
  }

  @Reacts('workflow.DeadlineBreached.v1')
  breached(@Payload() event: Recorded): Promise<Outcome> {
    return this.#log(event);
  }

  @Reacts('tracking.DossierRated.v1')
  rated(@Payload() event: Recorded): Promise<Outcome> {
    return this.#useCases.logPublicly(this.#ratings.decode(event));
  }
}
