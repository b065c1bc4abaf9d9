import { readdirSync, readFileSync } from 'node:fs';

/** Resident memory of a process and all its children, in MB (Linux). */
export const residentMb = (pid: number): number => {
  const own = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? '0';
  const children = readdirSync(`/proc/${pid}/task`).flatMap((task) =>
    readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8').trim().split(' ').filter(Boolean),
  );
  return Number(own) / 1024 + children.reduce((sum, child) => sum + residentMb(Number(child)), 0);
};

/** Processor time that a process has used with all its threads, in seconds (Linux, 100 ticks a second). */
export const cpuSeconds = (pid: number): number => {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The name before it may hold spaces; from the state on all fields are single words.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
};
