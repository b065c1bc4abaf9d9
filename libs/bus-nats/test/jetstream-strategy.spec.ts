import 'reflect-metadata';
import { done, type Outcome, type PublicBus } from '@motcua/bus';
import { eventually, memoryBus, memoryCheckpoints, memoryNetwork, tell, told } from '@motcua/bus/testing';
import { type EventStore, memoryEventStore, type Recorded } from '@motcua/es';
import { Controller, type INestMicroservice, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Ctx, Payload } from '@nestjs/microservices';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Answers, JetStreamStrategy, type ReactionContext, Reacts } from '../src/jetstream-strategy.ts';

const seen: string[] = [];

@Controller()
class WorkflowSubscriber {
  @Reacts('workflow.Told.v1')
  async told(@Payload() event: Recorded, @Ctx() context: ReactionContext): Promise<Outcome> {
    seen.push(`${event.stream}:${event.revision}#${context.attempt}`);
    if (event.stream === 'dossier-poison') throw new TypeError('cannot');
    return done;
  }
  @Reacts('notify.Told.v1', 'notify-sender-v1')
  async own(@Payload() event: Recorded): Promise<Outcome> {
    seen.push(`own ${event.revision}`);
    return done;
  }
  @Answers('motcua.intake.rpc.tracking-link')
  async link(@Payload() request: { n: number }): Promise<{ n: number }> {
    if (request.n === 0) throw new RangeError('none');
    return { n: request.n + 1 };
  }
}
@Module({ controllers: [WorkflowSubscriber] })
class TestModule {}

let bus: PublicBus;
let app: INestMicroservice;
let strategy: JetStreamStrategy;
let workflow: EventStore;
let notify: EventStore;
beforeEach(async () => {
  seen.length = 0;
  const network = memoryNetwork();
  bus = memoryBus({ network, reactorLimits: { throws: 2, backoffMs: 1 } });
  workflow = memoryEventStore();
  notify = memoryEventStore();
  await bus.relay('workflow', workflow);
  network.stores.set('notify', notify);
  strategy = new JetStreamStrategy({ bus, service: 'notify', checkpoints: memoryCheckpoints(), store: notify });
  app = await NestFactory.createMicroservice(TestModule, { strategy, logger: false });
  await app.listen();
});
afterEach(async () => {
  await app.close();
  await bus.close();
});

it('makes one reactor per source and one per named group', async () => {
  expect(strategy.reactors().map(({ name }) => name)).toEqual(['notify-workflow-v1', 'notify-sender-v1']);
  await tell(workflow, 'dossier-a', told(1), told(2, 'Other.v1'), told(3));
  await tell(notify, 'notification-a', told(4));
  await eventually('all are handled', () => seen.length === 3);
  expect(seen.toSorted()).toEqual(['dossier-a:0#1', 'dossier-a:2#1', 'own 0']);
});

it('lets the error through that was thrown, so that a park tells its reason', async () => {
  await tell(workflow, 'dossier-poison', told(1));
  await eventually('it is parked', () => bus.parked().count() === 1);
  expect(seen).toEqual(['dossier-poison:0#1', 'dossier-poison:0#2']);
  expect((await bus.parked().list({ limit: 1 }))[0]?.reason).toBe('TypeError: cannot');
});

it('answers requests, and says by name what failed', async () => {
  expect(await bus.request('motcua.intake.rpc.tracking-link', { n: 1 })).toEqual({ n: 2 });
  await expect(bus.request('motcua.intake.rpc.tracking-link', { n: 0 })).rejects.toThrow('RangeError');
});
