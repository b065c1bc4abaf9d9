import { escapeHtml } from '@motcua/service-kit';
import { demoOfficers, demoPassword } from './officers.ts';

const style = `body{font:17px/1.5 system-ui,sans-serif;max-width:34rem;margin:3rem auto;padding:0 1rem;color:#1c1c1c;background:#fbfaf7}
button{display:block;width:100%;text-align:left;font:inherit;padding:.8rem 1rem;margin:.5rem 0;border:1px solid #b9b4a8;border-radius:.5rem;background:#fff;cursor:pointer}
button:hover,button:focus-visible{border-color:#b3261e;outline:2px solid #b3261e}small{color:#595959;display:block}`;

/** One button per demo officer; in a trial nobody types a password. */
export const loginPage = (action: string): string => {
  const buttons = demoOfficers.map(
    ({ id, name, title, agency }) =>
      `<button name="officer" value="${escapeHtml(id)}"><b>${escapeHtml(name)}</b><small>${escapeHtml(`${title} · ${agency}`)}</small></button>`,
  );
  return `<!doctype html><html lang="vi"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>Đăng nhập cán bộ – bản chạy thử</title><style>${style}</style></head>
<body><main><h1>Đăng nhập cán bộ</h1><p>Bản chạy thử với cán bộ giả định. Chọn một người để đăng nhập.</p>
<form method="post" action="${escapeHtml(action)}"><input type="hidden" name="password" value="${demoPassword}">${buttons.join('')}</form></main></body></html>
`;
};
