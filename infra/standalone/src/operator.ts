import { folder, UsageError } from './arguments.ts';
import { runningOn } from './data-folder.ts';
import { type HttpClient, httpClient } from './http-client.ts';

/** The running system of a data folder, or the one at `--url`, with an operator's token (`MOTCUA_TOKEN`, or the trial issuer's demo operator). */
export const operatorOf = async (values: {
  data?: string | undefined;
  url?: string | undefined;
}): Promise<{ http: HttpClient; token: string }> => {
  const dataDir = folder(values.data, '.motcua');
  const url = values.url ?? runningOn(dataDir)?.url;
  if (url === undefined) throw new UsageError(`no system runs on ${dataDir}: start one, or name another by --data or --url`);
  const http = httpClient(url.replace(/\/$/, ''));
  return { http, token: process.env['MOTCUA_TOKEN'] ?? (await http.officer('van-hanh')) };
};
