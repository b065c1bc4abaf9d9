import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { EventStore, NewEvent, Seal } from '@motcua/es';
import { someEvent } from '@motcua/es/testing';
import { kurrentdbEventStore, kurrentdbSeal } from '@motcua/es-kurrentdb';
import { type KurrentdbDouble, kurrentdbDouble } from '@motcua/es-kurrentdb/testing';
import { sqliteEventStore, sqliteSeal } from '@motcua/es-sqlite';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { UsageError } from '../src/arguments.ts';
import { migrate } from '../src/commands/migrate.ts';
import { moveStore } from '../src/migrate/move-store.ts';
import { type Place, placesAt } from '../src/migrate/places.ts';
import { byStream, liveIn, logOf } from './lived-in.ts';

let folder: string;
let double: KurrentdbDouble;
const opened: EventStore[] = [];
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'motcua-migrate-'));
  double = await kurrentdbDouble();
});
afterEach(async () => {
  for (const store of opened.splice(0)) await store.close();
  await double.stop();
  rmSync(folder, { recursive: true });
});

const fileOf = (dir: string): string => join(folder, dir, 'intake', 'events.db');
const namespace = 'h53_intake';
const keep = async (store: Promise<EventStore>): Promise<EventStore> => {
  opened.push(await store);
  return store;
};
const sqliteAt = (dir: string, despiteSeal = false): Promise<EventStore> => keep(sqliteEventStore({ file: fileOf(dir), despiteSeal }));
const kurrentdb = (despiteSeal = false): Promise<EventStore> => keep(kurrentdbEventStore({ url: double.url, namespace }, { despiteSeal }));
const placeAt = async (text: string): Promise<Place> => (await placesAt('--from', text, 'H53'))('intake');
const sqlitePlace = (dir: string): Promise<Place> => placeAt(`sqlite:${join(folder, dir)}`);

/** What it said; with `--switch` or without. */
const moved = async (from: Place, to: Place, switching = true): Promise<string> => {
  const lines: string[] = [];
  await moveStore(from, to, { switching, say: (line) => lines.push(line) });
  return lines.join('\n');
};
const copiedIn = (said: string): number => Number(/(\d+) events copied/.exec(said)?.[1]);

/** A store with a past, closed; and its log. */
const past = async (dir: string, seed = 1, appends = 400) => {
  const store = await sqliteEventStore({ file: fileOf(dir) });
  await liveIn(store, seed)(appends);
  const log = await logOf(store);
  await store.close();
  return { log, epoch: store.epoch };
};

describe('there and back', () => {
  test.each([1, 2, 3])('life %i: every stream, id, time, text and hash is the same, in the order that anybody could tell', async (seed) => {
    const { log, epoch } = await past('old', seed);
    const [old, there, back] = [await sqlitePlace('old'), await placeAt(double.url), await sqlitePlace('new')];
    await moved(old, there);
    const on = await kurrentdb();
    const copy = await logOf(on);
    expect(byStream(copy)).toStrictEqual(byStream(log));
    expect(on.epoch).not.toBe(epoch);
    const story = (events: typeof log, id: string) =>
      events.filter(({ metadata }) => metadata.correlationId === id).map(({ hash }) => hash);
    for (const id of new Set(log.map(({ metadata }) => metadata.correlationId))) expect(story(copy, id)).toStrictEqual(story(log, id));
    // What was published for all stands behind just the same events as before.
    const before = (events: typeof log) =>
      events.flatMap(({ stream, hash }, at) =>
        stream.startsWith('procedure-')
          ? [
              [
                hash,
                events
                  .slice(0, at)
                  .map((event) => event.hash)
                  .sort(),
              ],
            ]
          : [],
      );
    expect(before(copy)).toStrictEqual(before(log));

    await expect(sqliteAt('old')).rejects.toThrow(`its events have moved to esdb://127.0.0.1:${double.port} h53_intake`);
    await moved(there, back);
    expect((await logOf(await sqliteAt('new'))).map(({ hash }) => hash)).toStrictEqual(copy.map(({ hash }) => hash));
    await expect(kurrentdb()).rejects.toThrow(`its events have moved to sqlite:${fileOf('new')}`);
  });

  test('back into the very file it came from, with what was written elsewhere', async () => {
    const { log, epoch } = await past('old');
    const [old, there] = [await sqlitePlace('old'), await placeAt(double.url)];
    await moved(old, there);
    const on = await kurrentdb();
    await liveIn(on, 99)(50);
    const longer = await logOf(on);
    await on.close();
    const said = await moved(there, old);
    expect(copiedIn(said)).toBe(longer.length - log.length);
    const home = await sqliteAt('old');
    expect(byStream(await logOf(home))).toStrictEqual(byStream(longer));
    expect(home.epoch).not.toBe(epoch);
    expect(await home.append('dossier-new', [someEvent('new')], 'absent')).toMatchObject({ position: longer.length + 1 });
  });

  test('moved already: said, and nothing done', async () => {
    await past('old', 1, 20);
    const [old, there] = [await sqlitePlace('old'), await placeAt(double.url)];
    await moved(old, there);
    const events = double.log.all.length;
    expect(await moved(old, there)).toContain('has moved before');
    expect(double.log.all).toHaveLength(events);
  });
});

describe('cut off and begun again', () => {
  test.each(['unavailable', 'cut-before', 'cut-after', 'hang'] as const)('appends fail now and then (%s)', async (fault) => {
    const { log } = await past('old');
    const there = await placeAt(double.url);
    const open = async (): Promise<EventStore> => {
      const store = await there.open();
      double.faults.next('append', ...Array.from({ length: 5 }, () => fault));
      return store;
    };
    await moved(await sqlitePlace('old'), { ...there, open });
    expect(double.faults.happened.filter((what) => what === `append ${fault}`)).toHaveLength(5);
    expect(byStream(await logOf(await kurrentdb()))).toStrictEqual(byStream(log));
  });

  test('one append fails, others behind it do not: the next call copies what is missing and no more', async () => {
    const { log } = await past('old');
    const [old, there] = [await sqlitePlace('old'), await placeAt(double.url)];
    await expect(moved(old, withHole(there, 8))).rejects.toThrow('nothing more');
    const present = double.log.all.filter(({ stream }) => stream.startsWith('h53_intake.')).length;
    expect(present).toBeGreaterThan(0);
    expect(present).toBeLessThan(log.length);
    await expect(kurrentdb()).rejects.toThrow(`it is still being filled from sqlite:${fileOf('old')}`);
    expect(copiedIn(await moved(old, there))).toBe(log.length - present);
    expect(byStream(await logOf(await kurrentdb()))).toStrictEqual(byStream(log));
  });

  test('under the seal the target fails: the source is in use again, under its old epoch', async () => {
    const { log, epoch } = await past('old');
    const old = await sqlitePlace('old');
    const sealing: Place = { ...old, seal: { ...old.seal, set: (seal) => old.seal.set(seal).then(() => double.stop()) } };
    await expect(moved(sealing, await placeAt(double.url))).rejects.toThrow('does not answer');
    expect(await old.seal.read()).toBe('none');
    const store = await sqliteAt('old');
    expect(store.epoch).toBe(epoch);
    expect(await store.append('dossier-new', [someEvent('new')], 'absent')).toMatchObject({ position: log.length + 1 });
    await double.start();
  }, 60_000);

  /** As a process leaves it that was killed in its switch, in the one or the other state. */
  const killedInSwitch = async (state: 'moving' | 'moved') => {
    const { log } = await past('old');
    const [old, there] = [await sqlitePlace('old'), await placeAt(double.url)];
    await moved(old, there, false);
    const filling = await there.open();
    await filling.close();
    const seal: Seal = { state, other: there.name, epoch: filling.epoch };
    await old.seal.set(seal);
    return { log, old, there };
  };
  test.each(['moving', 'moved'] as const)('killed under the seal (%s): --switch finishes it', async (state) => {
    const { log, old, there } = await killedInSwitch(state);
    await moved(old, there);
    expect(byStream(await logOf(await kurrentdb()))).toStrictEqual(byStream(log));
    expect(await old.seal.read()).toMatchObject({ state: 'moved' });
  });
  test('killed before the copy was proved: without --switch it is taken back', async () => {
    const { old, there } = await killedInSwitch('moving');
    expect(await moved(old, there, false)).toContain('in use again');
    expect(await old.seal.read()).toBe('none');
  });
  test('killed after the copy was proved: without --switch it is refused', async () => {
    const { old, there } = await killedInSwitch('moved');
    await expect(moved(old, there, false)).rejects.toThrow('finish it with --switch');
  });
});

/** The place, of which the third append fails, but only when so many others have been carried out: behind it lies a hole. */
const withHole = (there: Place, others: number): Place => ({
  ...there,
  open: async () => {
    const store = await there.open();
    const failing = Promise.withResolvers<never>();
    failing.promise.catch(() => undefined);
    let [called, done] = [0, 0];
    return {
      ...store,
      append: async (stream, events, expected) => {
        called += 1;
        if (called === 3) return failing.promise;
        const appended = await store.append(stream, events, expected);
        done += 1;
        if (done === others) failing.reject(new Error('nothing more'));
        return appended;
      },
    };
  },
});

const ofItsOwnStory = (id: string): NewEvent => {
  const event = someEvent(id);
  return { ...event, metadata: { ...event.metadata, correlationId: id } };
};

describe.each(['to KurrentDB', 'to SQLite'])('the source is written while it is copied (%s)', (direction) => {
  test('what was acknowledged is there; what comes behind the seal is refused, not lost', async () => {
    await past('old', 1, 200);
    if (direction === 'to SQLite') await moved(await sqlitePlace('old'), await placeAt(double.url));
    const [from, to] = [await sqlitePlace('old'), await placeAt(double.url)];
    const [source, target] = direction === 'to SQLite' ? [to, await sqlitePlace('new')] : [from, to];
    const service = direction === 'to SQLite' ? await kurrentdb() : await sqliteAt('old');
    const acknowledged: string[] = [];
    let refusal: unknown;
    const writing = Array.from({ length: 4 }, async (_, hand) => {
      for (let n = 0; refusal === undefined; n += 1)
        await service.append(`upload-${hand}_${n}`, [ofItsOwnStory(`${hand}-${n}`)], 'absent').then(
          ({ hash }) => acknowledged.push(hash),
          (error: unknown) => {
            refusal = error;
          },
        );
    });
    const first = await moved(source, target, false);
    expect(first).toContain('the source stays in use');
    const during = acknowledged.length;
    expect(during).toBeGreaterThan(0);
    await moved(source, target);
    await Promise.all(writing);
    expect(refusal).toMatchObject({ name: 'StoreUnavailable' });
    expect(acknowledged.length).toBeGreaterThan(during);
    const copy = new Set((await logOf(await (direction === 'to SQLite' ? sqliteAt('new') : kurrentdb()))).map(({ hash }) => hash));
    expect(acknowledged.filter((hash) => !copy.has(hash))).toStrictEqual([]);
  });
});

describe('refused in one line, with nothing changed', () => {
  const refusalOf = (args: readonly string[]): Promise<Error> =>
    migrate(['--service', 'intake', ...args]).then(
      () => expect.fail('it was carried out'),
      (error: Error) => {
        expect(error.message).not.toMatch(/\n|geheim/);
        return error;
      },
    );
  const from = () => ['--from', `sqlite:${join(folder, 'old')}`];
  const unchanged = async (log: readonly unknown[]): Promise<void> => {
    expect(await sqliteSeal(fileOf('old')).read()).toBe('none');
    expect(await logOf(await sqliteAt('old'))).toStrictEqual(log);
  };

  test.each([
    ['mongodb://admin:geheim@host', 'neither sqlite:DIR nor a URL'],
    ['', 'is missing'],
    ['sqlite:', 'neither sqlite:DIR nor a URL'],
  ])('--to "%s"', async (to, why) => {
    const error = await refusalOf([...from(), '--to', to]);
    expect(error).toBeInstanceOf(UsageError);
    expect(error.message).toContain(why);
  });

  test('another service, an option of another name, a province that is none', async () => {
    await expect(migrate([...from(), '--to', double.url, '--service', 'mail'])).rejects.toThrow('--service is one of');
    await expect(migrate([...from(), '--into', double.url])).rejects.toBeInstanceOf(UsageError);
    expect((await refusalOf([...from(), '--to', double.url, '--province', 'Huế'])).message).toContain('not a province');
  });

  test('nobody is there', async () => {
    const { log } = await past('old', 1, 20);
    const error = await refusalOf([...from(), '--to', 'esdb://admin:geheim@127.0.0.1:9?tls=false']);
    expect(error.message).toContain('not to be reached');
    await unchanged(log);
  });

  test('the source is not there, on either side; nothing is made', async () => {
    expect((await refusalOf([...from(), '--to', double.url])).message).toContain('there is no event store');
    expect(existsSync(join(folder, 'old'))).toBe(false);
    expect((await refusalOf(['--from', double.url, '--to', `sqlite:${join(folder, 'new')}`])).message).toContain('there is no event store');
    expect(existsSync(join(folder, 'new'))).toBe(false);
    expect(double.log.all.filter(({ stream }) => stream.includes('intake'))).toHaveLength(0);
  });

  test('both are the same', async () => {
    await past('old', 1, 20);
    expect((await refusalOf([...from(), '--to', `sqlite:${join(folder, 'old')}`])).message).toContain('the same place');
  });

  test('the target is a store in use', async () => {
    const { log } = await past('old', 1, 20);
    const service = await kurrentdb();
    await service.append('upload-1', [someEvent('a')], 'absent');
    const events = double.log.all.length;
    expect((await refusalOf([...from(), '--to', double.url])).message).toContain('it holds events and is no unfinished copy');
    expect(double.log.all).toHaveLength(events);
    expect(await service.append('upload-1', [someEvent('b')], 0)).toMatchObject({ revision: 1 });
    await unchanged(log);
  });

  test('the target is open in a service that has written nothing yet', async () => {
    const { log } = await past('old', 1, 20);
    await sqliteAt('new');
    expect((await refusalOf([...from(), '--to', `sqlite:${join(folder, 'new')}`])).message).toContain('is open in another process');
    await unchanged(log);
  });

  test('the target is being filled from another source', async () => {
    await past('other', 2, 20);
    await moved(await sqlitePlace('other'), await placeAt(double.url), false);
    const { log } = await past('old', 1, 20);
    expect((await refusalOf([...from(), '--to', double.url])).message).toContain(`it is still being filled from sqlite:${fileOf('other')}`);
    await unchanged(log);
  });

  test('the target was left before, and holds what this source does not', async () => {
    const { log } = await past('old', 1, 20);
    const [old, there] = [await sqlitePlace('old'), await placeAt(double.url)];
    await moved(old, there);
    const other = await sqliteEventStore({ file: fileOf('other') });
    await liveIn(other, 2)(20);
    await other.close();
    const error = await refusalOf(['--from', `sqlite:${join(folder, 'other')}`, '--to', `sqlite:${join(folder, 'old')}`]);
    expect(error.message).toMatch(/events that the original does not have|another event than in the original/);
    expect(await old.seal.read()).toMatchObject({ state: 'moved' });
    expect(await logOf(await sqliteAt('old', true))).toStrictEqual(log);
  });

  test('the source has moved elsewhere', async () => {
    await past('old', 1, 20);
    await moved(await sqlitePlace('old'), await placeAt(double.url));
    expect((await refusalOf([...from(), '--to', `sqlite:${join(folder, 'new')}`])).message).toContain('its events have moved to esdb://');
    expect(existsSync(join(folder, 'new'))).toBe(false);
  });

  test('an event of the source was altered: it is found before anything moves', async () => {
    const { log } = await past('old', 1, 100);
    const victim = log.find(({ revision }) => revision > 0);
    const database = new DatabaseSync(fileOf('old'));
    database.prepare('UPDATE events SET data = ? WHERE position = ?').run('{"count":0}', victim?.position ?? 0);
    database.close();
    expect((await refusalOf([...from(), '--to', double.url, '--switch'])).message).toContain('another hash than the original');
    expect(await sqliteSeal(fileOf('old')).read()).toBe('none');
    expect(await kurrentdbSeal({ url: double.url, namespace }).read()).toMatchObject({ state: 'filling' });
  });
});
