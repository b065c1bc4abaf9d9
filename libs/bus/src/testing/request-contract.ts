import { expect, it } from 'vitest';
import type { PublicBus } from '../bus.ts';
import { NobodyAnswers, RequestFailed, RequestTimedOut } from '../errors.ts';
import { eventually } from './story.ts';

export const requestContract = (bus: (service: 'intake' | 'workflow') => Promise<PublicBus>): void => {
  const subject = 'motcua.intake.rpc.subject-keys';

  it('carries JSON both ways', async () => {
    const intake = await bus('intake');
    const workflow = await bus('workflow');
    await intake.respond(subject, async (payload) => ({ heard: payload }));
    expect(await workflow.request(subject, { name: 'Nguyễn', n: 1 })).toEqual({ heard: { name: 'Nguyễn', n: 1 } });
  });

  it('tells a missing, a slow and a failing answer apart', async () => {
    const intake = await bus('intake');
    const workflow = await bus('workflow');
    await expect(workflow.request('motcua.intake.rpc.tracking-link', {})).rejects.toBeInstanceOf(NobodyAnswers);
    await intake.respond('motcua.intake.rpc.tracking-link', () => new Promise(() => undefined));
    await expect(workflow.request('motcua.intake.rpc.tracking-link', {}, { timeoutMs: 50 })).rejects.toBeInstanceOf(RequestTimedOut);
    await intake.respond(subject, async () => {
      throw new TypeError('told wrongly');
    });
    await expect(workflow.request(subject, {})).rejects.toSatisfy(
      (error) => error instanceof RequestFailed && error.reason === 'TypeError' && !error.message.includes('told wrongly'),
    );
  });

  it('tells all who hear, as JSON, and goes on after one that understands nothing', async () => {
    const handout = 'motcua.intake.handout.subject-keys';
    const intake = await bus('intake');
    const heard: unknown[] = [];
    for (const instance of [await bus('workflow'), await bus('workflow')]) await instance.hear(handout, (told) => void heard.push(told));
    const deaf = await bus('workflow');
    await deaf.hear(handout, () => {
      throw new TypeError('not understood');
    });
    intake.tell(handout, { name: 'Nguyễn' });
    intake.tell(handout, { name: 'Trần' });
    await eventually('both instances have heard both', () => heard.length === 4);
    expect(heard.filter((told) => JSON.stringify(told) === '{"name":"Nguyễn"}')).toHaveLength(2);
    intake.tell('motcua.intake.handout.nobody', {});
    const closing = intake.close();
    for (let turn = 0; turn < 20; turn++) {
      intake.tell(handout, {});
      await new Promise((resolve) => setImmediate(resolve));
    }
    await closing;
    intake.tell(handout, {});
  });
};
