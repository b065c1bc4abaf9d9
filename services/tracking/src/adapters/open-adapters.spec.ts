import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { TrackingConfig } from '../config.ts';
import { adaptersBesideStatuses } from './open-adapters.ts';

test('beside statuses that another thread folds, nothing is opened before they are there', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'motcua-adapters-'));
  try {
    const config = TrackingConfig.parse({ MOTCUA_DATA: folder });
    const gone = new Error('the other thread could not start');
    await expect(adaptersBesideStatuses(Promise.reject(gone))(config, {} as never)).rejects.toBe(gone);
    expect(existsSync(join(folder, 'tracking'))).toBe(false);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
