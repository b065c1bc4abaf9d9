import { createHash } from 'node:crypto';
import { demoCalendars, demoDirectory, demoProcedures } from '@motcua/demo';
import type { HttpClient } from './http-client.ts';

/** The same content is the same request: publishing again at the next start changes nothing. */
const keyOf = (content: unknown): string => createHash('sha256').update(JSON.stringify(content)).digest('hex');

/** Publishes the directory, the calendars and the procedures as their publisher would. */
export const publishDemoData = async (http: HttpClient, say: (line: string) => void): Promise<void> => {
  const token = await http.officer('cong-bo');
  const publish = async (path: string, body: unknown): Promise<void> => {
    await http.must([200, 201], 'POST', `/api/workflow/v1/${path}`, { token, body, key: keyOf(body) });
  };
  await publish('directory/versions', demoDirectory);
  for (const calendar of demoCalendars) await publish(`calendars/${calendar.year}/versions`, calendar);
  for (const procedure of demoProcedures) await publish(`procedures/${procedure.code}/versions`, procedure);
  say(`Published: ${demoProcedures.length} procedures, ${demoCalendars.length} calendars, the directory`);
};
