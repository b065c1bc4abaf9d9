import { openSqlite } from '../src/open-sqlite.ts';

/** Opens each file that it is told, at once, and says how it went. Many of these open the same one at the same moment. */
process.on('message', (file: string) => {
  try {
    const database = openSqlite(file, {
      timeoutMs: 100,
      settings: 'PRAGMA synchronous = NORMAL',
      layOut: (fresh) => {
        if (fresh.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'notes'").get()) return;
        fresh.exec('CREATE TABLE notes (text TEXT NOT NULL) STRICT; CREATE INDEX notes_by_text ON notes (text)');
        fresh.prepare('INSERT INTO notes VALUES (?)').run('laid out');
      },
    });
    const laidOut = database.prepare('SELECT count(*) AS n FROM notes').get()?.['n'];
    database.close();
    process.send?.(laidOut);
  } catch (error) {
    process.send?.(error instanceof Error ? error.message : 'unknown');
  }
});
process.send?.('ready');
