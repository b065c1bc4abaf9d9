/** Fields, choices, uploads, error summary. Targets of 44 px and more. */
export const formCss = `
form{display:block}
fieldset{border:0;min-width:0}
.group{padding-top:1.6rem}
.group+.group{border-top:1px solid var(--line);margin-top:1.8rem}
.group>legend{float:left;width:100%;font-size:1.2rem;font-weight:650;line-height:1.35;margin-bottom:.9rem;padding:0}
.group>legend+*{clear:both}
.group legend .maybe{font-weight:400;color:var(--quiet);font-size:1rem}
.field{margin-top:1.2rem;clear:both}
.group>legend+.field,.group>.field:only-child{margin-top:0}
label.name,legend.name{display:block;font-weight:600;padding:0;margin-bottom:.3rem}
.field .maybe{font-weight:400;color:var(--quiet)}
.hint{color:var(--quiet);font-size:.9rem;margin-bottom:.35rem;margin-top:-.15rem}
.wrong{color:var(--late);font-weight:600;margin-bottom:.35rem;font-size:.95rem}
.wrong::before{content:"! ";font-weight:800}
.field.bad{border-left:4px solid var(--late);padding-left:.9rem}
input:not([type=checkbox],[type=radio],[type=file]),select,textarea{width:100%;min-height:48px;padding:.55rem .75rem;border:1.5px solid var(--edge);border-radius:6px;background:var(--paper);color:inherit;font:inherit}
textarea{min-height:6rem;resize:vertical}
.bad input,.bad select,.bad textarea{border-color:var(--late)}
select{appearance:none;padding-right:2.4rem;background-image:linear-gradient(45deg,transparent 50%,currentcolor 50%),linear-gradient(-45deg,transparent 50%,currentcolor 50%);background-position:calc(100% - 1.2rem) 55%,calc(100% - .85rem) 55%;background-size:.38rem .38rem;background-repeat:no-repeat}
input[type=checkbox],input[type=radio]{width:1.4rem;height:1.4rem;flex:none;margin:0;accent-color:var(--primary)}
.option{display:flex;align-items:center;gap:.75rem;min-height:48px;padding:.5rem .85rem;border:1.5px solid var(--line);border-radius:6px;cursor:pointer}
.option+.option{margin-top:.4rem}
.options.short{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,8.2rem),1fr));gap:.4rem}
.options.short .option{margin:0}
.option:hover{border-color:var(--edge)}
.option:has(:checked){border-color:var(--primary);background:var(--sheet)}
.option:has(:focus-visible){outline:3px solid var(--primary);outline-offset:2px}
.option :focus-visible{outline:0}
.day{display:flex;flex-wrap:wrap;gap:.5rem .75rem}
.day label{display:grid;gap:.15rem;font-size:.88rem;color:var(--quiet)}
.day input{width:3.7rem;font-size:1rem;color:var(--ink)}
.day label:last-child input{width:5.2rem}
.narrow,.narrow-input input{max-width:14rem}
.rows>li+li{margin-top:1rem;padding-top:1rem;border-top:1px dashed var(--line)}
.rows label:not(.option){display:block;font-size:.9rem}
.rows input{font-size:1rem}
.rows .option{font-size:1rem;margin-top:.4rem}
.search{display:grid;gap:.75rem}
.pair{display:grid;gap:.75rem}
@media (min-width:34rem){.pair{grid-template-columns:1fr 1fr}}
p+.paper,.quiet+.field{margin-top:1rem}
.paper{border:1.5px dashed var(--edge);border-radius:6px;padding:1rem}
.paper input[type=file]{display:block;width:100%;min-height:48px;font:inherit;font-size:.95rem;padding:.4rem 0}
.paper input[type=file]::file-selector-button{font:inherit;font-weight:600;min-height:44px;padding:.35rem 1.1rem;margin-right:.8rem;border:1.5px solid var(--primary);border-radius:6px;background:transparent;color:var(--primary);cursor:pointer}
.field>details[open]+details{margin-top:1rem}
details.fold{margin-top:1.2rem;clear:both}
details.fold[open]{border-left:2px solid var(--line);padding-left:.9rem}
details.fold.unfolded[open]{border:0;padding:0}
details.fold.unfolded>summary{display:none}
details.fold>summary{align-items:baseline;padding-block:.4rem}
details.fold .maybe{font-weight:400;color:var(--quiet)}
.paper .preview{display:block;max-width:100%;max-height:18rem;margin-top:.6rem;border-radius:4px}
.paper .have{display:flex;gap:.4rem;align-items:baseline;margin-bottom:.5rem}
.mistakes{border:2px solid var(--late);border-radius:6px;padding:1rem 1.2rem;background:var(--late-ground)}
.mistakes h2{font-size:1.1rem}
.mistakes ul{margin-top:.5rem}
.mistakes a{display:inline-block;min-height:44px;padding-block:.45rem;color:var(--late);font-weight:600}
.send{margin-top:2.2rem}
.send+[role=status]:not(:empty){margin-top:.75rem}
.stars{display:flex;flex-wrap:wrap;gap:.5rem}
.stars .option{margin:0;flex:1 1 5.5rem}
.find{display:grid;gap:1rem;max-width:26rem}
`;
