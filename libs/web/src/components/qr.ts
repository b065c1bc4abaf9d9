import QRCode from 'qrcode';
import { type Html, html, type Part } from '../html.ts';

/** A QR code as one SVG path, black on white with its quiet zone, whatever the theme. `label` is what a screen reader says; `aside`: of no use on the phone that shows it, only on a larger screen and on paper. */
export function qr(text: string, label: string, caption?: Part, aside = false): Html {
  const { size, data } = QRCode.create(text, { errorCorrectionLevel: 'M' }).modules;
  let path = '';
  for (let y = 0; y < size; y += 1) for (let x = 0; x < size; x += 1) if (data[y * size + x]) path += `M${x + 4} ${y + 4}h1v1h-1z`;
  const box = size + 8;
  return html`<figure class="qr${aside && ' aside'}"><svg viewBox="0 0 ${box} ${box}" role="img" aria-label="${label}" shape-rendering="crispEdges"><path fill="#fff" d="M0 0h${box}v${box}H0z"/><path fill="#000" d="${path}"/></svg>${caption && html`<figcaption>${caption}</figcaption>`}</figure>`;
}
