import type { SubjectKeysAnswer } from '@motcua/contracts';
import type { z } from 'zod';
import type { IntakePorts } from './ports.ts';

/** Data keys for the services that may ask (the bus's permissions say who); `null` where a dossier is erased or unknown. */
export const answerSubjectKeys =
  ({ keys }: Pick<IntakePorts, 'keys'>) =>
  async (dossiers: readonly string[]): Promise<z.infer<typeof SubjectKeysAnswer>> => {
    const found = await keys.keysOf(dossiers);
    return {
      keys: Object.fromEntries(
        dossiers.map((id) => {
          const key = found.get(id);
          return [id, key ? Buffer.from(key).toString('base64url') : null];
        }),
      ),
    };
  };
