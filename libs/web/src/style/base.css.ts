/** Page, text, links, header and footer. Space on a 4-px grid, one column, measure ≤ 65 characters. */
export const baseCss = `
*,*::before,*::after{box-sizing:border-box}
html{font-size:112.5%;-webkit-text-size-adjust:100%;text-size-adjust:100%}
body{margin:0;background:var(--paper);color:var(--ink);font-family:system-ui,"Segoe UI",Roboto,"Noto Sans",sans-serif;line-height:1.6;font-variant-numeric:tabular-nums;overflow-wrap:break-word;border-top:4px solid var(--primary)}
h1,h2,h3,p,ul,ol,dl,figure,fieldset{margin:0;padding:0}
h1,h2,h3{line-height:1.35;text-wrap:balance;font-weight:650;letter-spacing:-.008em}
h1{font-size:clamp(min(1.55rem,12vw),min(1.25rem + 1.6vw,12vw),2.1rem)}
h2{font-size:1.2rem}
h3{font-size:1rem}
ul,ol{list-style:none}
a{color:var(--primary);text-underline-offset:.2em;text-decoration-thickness:.07em}
a:visited{color:var(--visited)}
a:hover{text-decoration-thickness:.14em}
:focus-visible{outline:3px solid var(--primary);outline-offset:3px;border-radius:3px}
[hidden]{display:none!important}
.spoken{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.skip{position:absolute;left:1rem;top:-4rem;background:var(--primary);color:var(--on-primary);padding:.6rem 1rem;z-index:1}
.skip:focus{top:.5rem}
.skip:visited{color:var(--on-primary)}
.page{max-width:42rem;margin-inline:auto;padding-inline:1.1rem}
.top,.foot{padding-inline:max(1.1rem,calc(50% - 19.9rem))}
.top{display:flex;flex-wrap:wrap;align-items:center;justify-content:space-between;gap:0 .5rem;padding-block:.35rem;border-bottom:1px solid var(--line)}
.brand{display:inline-flex;align-items:center;gap:.5rem;min-height:44px;font-weight:700;color:var(--ink);text-decoration:none;letter-spacing:-.01em}
.brand:visited{color:var(--ink)}
.brand svg{width:1.5rem;height:1.5rem;color:var(--primary)}
.ways{display:flex;flex-wrap:wrap;gap:0 clamp(.6rem,4vw,1.1rem)}
.ways a{display:inline-flex;align-items:center;min-height:44px;color:var(--ink);text-decoration:none;font-size:.92rem}
.ways a:visited{color:var(--ink)}
.ways a[aria-current]{box-shadow:inset 0 -3px var(--primary);font-weight:600}
.ways a:hover{text-decoration:underline}
.page{padding-block:2rem 3rem}
.page>*+*,.status>*+*{margin-top:1.5rem}
.page>*+section,.status>*+section{margin-top:2.5rem}
.foot{border-top:1px solid var(--line);padding-block:1.2rem 2.5rem;color:var(--quiet);font-size:.86rem}
.foot p{max-width:34rem}
.quiet{color:var(--quiet)}
.small{font-size:.88rem}
.lead{font-size:1.1rem;max-width:34rem}
h1+.lead{margin-top:.6rem}
.page>[data-status],.page>noscript+*{margin-top:0}
@media (scripting:none){[data-waiting]{display:none}}
.stack>*+*{margin-top:.75rem}
.alone{display:inline-flex;align-items:center;min-height:44px}
.code{font-family:ui-monospace,"SF Mono",Menlo,Consolas,monospace;font-size:.95em;letter-spacing:.01em;overflow-wrap:anywhere}
section>h2,.split h2{padding-bottom:.4rem;border-bottom:1px solid var(--line);margin-bottom:.9rem}
@media (min-width:48rem){.page{padding-block:3rem 4rem}.top{padding-block:.6rem}}
@media (prefers-reduced-motion:no-preference){a,button,.option{transition:background-color .12s,border-color .12s}}
@media print{html{font-size:11pt}body{border:0}.top,.foot,.no-print,.act,form{display:none!important}.page{padding:0;max-width:none}a{color:inherit;text-decoration:none}details{display:block}details:not(.no-print)::details-content{content-visibility:visible;block-size:auto}summary::before{display:none!important}}
`;
