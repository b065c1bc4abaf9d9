/** The answer, the act, stage line, timeline, papers, fees, notices, QR. */
export const partsCss = `
.answer{font-size:clamp(min(1.5rem,12vw),min(1.2rem + 1.7vw,12vw),2.1rem);line-height:1.38;font-weight:650;letter-spacing:-.01em;text-wrap:pretty}
.answer.long{font-size:clamp(min(1.28rem,12vw),min(1.1rem + 1.1vw,12vw),1.7rem);line-height:1.42}
.answer+.todo{margin-top:.9rem}
.kicker{color:var(--quiet);font-size:.92rem;margin-bottom:.5rem}
.kicker strong{color:var(--ink);font-weight:600}
.todo{font-size:1.1rem}
.todo+.todo{margin-top:.45rem}
.act{display:inline-flex;align-items:center;justify-content:center;min-height:52px;padding:.6rem 1.4rem;border:0;border-radius:6px;background:var(--primary);color:var(--on-primary);font:inherit;font-weight:600;text-decoration:none;cursor:pointer;text-align:center}
.act:visited{color:var(--on-primary)}
.act:hover{background:color-mix(in srgb,var(--primary) 88%,var(--ink))}
.act[disabled]{opacity:.6;cursor:progress}
.act.plain{background:transparent;color:var(--primary);box-shadow:inset 0 0 0 1.5px currentcolor}
.acts{display:flex;flex-wrap:wrap;gap:.75rem 1rem;align-items:center}
@media (max-width:30rem){.act{width:100%}}
.word{display:inline-flex;align-items:center;gap:.45em;font-weight:600}
.word svg{width:.95em;height:.95em;flex:none}
.good{color:var(--good)}.attention{color:var(--attention)}.late{color:var(--late)}
.notice{border-left:4px solid var(--edge);background:var(--sheet);padding:.85rem 1.1rem;border-radius:0 6px 6px 0}
.notice>*+*{margin-top:.35rem}
.notice.good{border-color:var(--good);background:var(--good-ground);color:var(--ink)}
.notice.attention{border-color:var(--attention);background:var(--attention-ground);color:var(--ink)}
.notice.late{border-color:var(--late);background:var(--late-ground);color:var(--ink)}
.notice h2{font-size:1.05rem;border:0;padding:0;margin:0}
.stages{display:flex;margin-block:2rem 1.75rem}
.stages li{flex:1 1 0;min-width:0;position:relative;padding-top:1.9rem;text-align:center;font-size:clamp(.7rem,3.5vw,.82rem);line-height:1.3;color:var(--quiet);padding-inline:.2rem;overflow-wrap:normal}
.stages li::before{content:"";position:absolute;top:.55rem;left:-50%;width:100%;height:3px;background:var(--line)}
.stages li:first-child::before{display:none}
.stages .mark{position:absolute;z-index:1;top:0;left:50%;translate:-50% 0;width:1.3rem;height:1.3rem;border-radius:50%;border:2.5px solid var(--edge);background:var(--paper);display:grid;place-items:center}
.stages .mark svg{width:.8rem;height:.8rem}
.stages .done{color:var(--ink)}
.stages .done::before,.stages .now::before{background:var(--primary)}
.stages .done .mark{background:var(--primary);border-color:var(--primary);color:var(--on-primary)}
.stages .now{color:var(--ink);font-weight:650}
.stages .now .mark{border-color:var(--primary);border-width:3px}
.stages .now .mark::after{content:"";width:.5rem;height:.5rem;border-radius:50%;background:var(--primary)}
.stages .ended .mark{border-radius:4px;border-color:var(--ink);background:var(--ink);color:var(--paper)}
@media (max-width:18rem){.stages{display:block}.stages li{text-align:left;padding:.1rem 0 1.1rem 2.2rem;font-size:.9rem}.stages li::before{left:.55rem;top:-.9rem;width:3px;height:100%}.stages .mark{left:0;translate:0 0}}
.facts{display:grid;grid-template-columns:minmax(6.3rem,.42fr) minmax(0,1fr);gap:.6rem 1.1rem}
.facts dt{color:var(--quiet);font-size:.92rem;padding-top:.08em}
.facts .code{font-size:.88em}
.facts dd{margin:0;font-weight:500}
@media (max-width:20.5rem){.facts{grid-template-columns:1fr;gap:0}.facts dd{margin-bottom:.6rem}}
.timeline{border-left:2px solid var(--line);margin-left:.45rem}
.timeline li{position:relative;padding:0 0 1.1rem 1.3rem}
.timeline li::before{content:"";position:absolute;left:calc(-.35rem - 1px);top:.55em;width:.7rem;height:.7rem;border-radius:50%;background:var(--paper);border:2px solid var(--edge)}
.timeline li.newest::before{background:var(--primary);border-color:var(--primary)}
.timeline p{font-weight:550}
.timeline time,.timeline small{display:block;color:var(--quiet);font-size:.86rem;font-weight:400}
details>summary{cursor:pointer;min-height:44px;display:flex;align-items:center;gap:.5rem;color:var(--primary);font-weight:550;list-style:none}
details>summary::-webkit-details-marker{display:none}
details>summary::before{content:"+";font-size:1.3em;line-height:1;width:1em}
details[open]>summary{margin-bottom:.5rem}
details[open]>summary::before{content:"–"}
.papers>li,.fees>li,.cards>li{padding:.9rem 0;border-bottom:1px solid var(--line)}
.papers>li:first-child,.fees>li:first-child{padding-top:0}
.papers>li:last-child,.fees>li:last-child,.cards>li:last-child{border:0}
.papers b,.fees b{font-weight:600}
.papers small,.fees small{display:block;color:var(--quiet);font-size:.88rem}
.papers .tag{display:block;width:fit-content;font-size:.82rem;color:var(--quiet);border:1px solid var(--line);border-radius:4px;padding:.05rem .5rem;margin-top:.25rem}
.fees>li{display:flex;flex-wrap:wrap;justify-content:space-between;gap:.1rem 1rem;align-items:baseline}
.fees .sum{font-weight:600}
@media (min-width:18rem){.facts .code,.kicker .code,.fees .sum,.whole,a[href^="tel:"]{white-space:nowrap}}
a[href^="tel:"]{display:inline-flex;align-items:center;min-height:44px}
.cards a{display:block;text-decoration:none;color:inherit;padding:.1rem 0}
.cards b{color:var(--primary);text-decoration:underline;text-underline-offset:.2em;text-decoration-thickness:.07em;font-weight:600;font-size:1.08rem}
.cards small{display:block;color:var(--quiet);font-size:.88rem}
.steps{counter-reset:step}
.steps li{counter-increment:step;position:relative;padding:0 0 .9rem 2.6rem}
.steps li::before{content:counter(step);position:absolute;left:0;top:.05rem;width:1.75rem;height:1.75rem;border-radius:50%;border:1.5px solid var(--edge);display:grid;place-items:center;font-size:.86rem;font-weight:600}
.steps small{display:block;color:var(--quiet);font-size:.88rem}
.qr{display:grid;justify-items:center;gap:.5rem;border:1px solid var(--line);border-radius:6px;padding:1.1rem;background:#fff;color:#1b1f24;width:fit-content;max-width:100%}
.qr svg{width:min(14rem,68vw);height:auto;display:block}
.qr figcaption{font-size:.88rem;text-align:center;max-width:16rem}
.big-code{font-size:clamp(1.2rem,1rem + 2vw,1.6rem);font-weight:650;letter-spacing:.02em}
.split{display:grid;gap:2rem}
@media screen and (max-width:47.99rem){.qr.aside{display:none}}
@media (min-width:48rem){.split{grid-template-columns:1fr auto;align-items:start}}
@media print{.qr{border:1px solid #000}.qr svg{width:5cm}.stages .mark,.stages li::before{print-color-adjust:exact;-webkit-print-color-adjust:exact}}
`;
