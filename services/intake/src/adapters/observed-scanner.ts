import type { Host } from '@motcua/service-kit';
import type { VirusScanner } from '../application/ports.ts';

/** Tells what the virus scanner says and how long it takes, of no file in particular; and once, not each time, that it has stopped saying anything. */
export const observedScanner = ({ metrics, logger }: Pick<Host, 'metrics' | 'logger'>): ((scanner: VirusScanner) => VirusScanner) => {
  const answered = metrics.counter('motcua_intake_virus_scans_total', 'Verdicts of the virus scanner', ['verdict']);
  const took = metrics.histogram('motcua_intake_virus_scan_seconds', 'Time until the virus scanner has answered, or was given up');
  let isSilent = false;
  return (scanner) => ({
    scan: async (bytes) => {
      const started = performance.now();
      const verdict = await scanner.scan(bytes);
      took((performance.now() - started) / 1000);
      answered({ verdict: verdict.kind });
      if (verdict.kind === 'found') logger.warn('the virus scanner has found something', { name: verdict.signature });
      if (verdict.kind === 'none' && !isSilent) logger.warn('the virus scanner gives no verdict', { reason: verdict.reason });
      if (verdict.kind !== 'none' && isSilent) logger.info('the virus scanner answers again');
      isSilent = verdict.kind === 'none';
      return verdict;
    },
  });
};
