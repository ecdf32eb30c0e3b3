/** Colours that people who do not tell red from green can tell apart, in light and in dark. */
export const STYLE = `
:root{color-scheme:light dark;--ground:#f6f7f9;--card:#fff;--ink:#16202c;--soft:#5a6775;--line:#dfe4ea;
--r0:#2f6fde;--r1:#c8730a;--onbar:#fff;--r2:#8a94a0;--error:#cf2f3f;--good:#1d8a5b;--doubt:#a26a00;--p99:#7a3fc4;--p50:#1490a8;--band:#cf2f3f14}
@media(prefers-color-scheme:dark){:root{--ground:#0e141b;--card:#161e27;--ink:#e6ebf1;--soft:#97a4b3;--line:#2a3542;
--r0:#5e97f6;--r1:#f0a64a;--onbar:#10161d;--r2:#7d8894;--error:#f2606d;--good:#43bd87;--doubt:#e0a93b;--p99:#b58cf0;--p50:#45bcd2;--band:#f2606d1f}}
*{box-sizing:border-box}
body{margin:0;background:var(--ground);color:var(--ink);font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
main{max-width:60rem;margin:0 auto;padding:1.5rem 1rem 4rem}
header{display:flex;flex-wrap:wrap;gap:.4rem 1rem;align-items:baseline}
h1{font-size:1.7rem;line-height:1.2;margin:0;letter-spacing:-.01em}
h2{font-size:1.05rem;margin:0 0 .6rem}
h3{font-size:.9rem;margin:1rem 0 .1rem;font-weight:600}h3 .soft{font-weight:400;font-size:.8rem}.charts h3:first-child{margin-top:0}
p{margin:.3rem 0}.soft{color:var(--soft)}
.verdict{font-weight:650;padding:.12rem .7rem;border-radius:2rem;border:1.5px solid;white-space:nowrap}
.true{color:var(--good)}.false{color:var(--error)}.unknown{color:var(--doubt)}
section{background:var(--card);border:1px solid var(--line);border-radius:.7rem;padding:1rem;margin-top:1rem}
.tiles{display:grid;grid-template-columns:repeat(auto-fill,minmax(8.6rem,1fr));gap:.6rem;background:none;border:0;padding:0}
.tile{background:var(--card);border:1px solid var(--line);border-radius:.7rem;padding:.6rem .8rem}
.tile b{display:block;font-size:1.35rem;line-height:1.25;font-variant-numeric:tabular-nums;font-weight:620}
.tile span{color:var(--soft);font-size:.8rem}
.charts{overflow-x:auto}.charts>div{min-width:40rem}
svg{display:block;width:100%;height:auto;font:11.5px system-ui,sans-serif}
text{fill:var(--ink)}.tick{fill:var(--soft)}.inbar{fill:var(--onbar);font-size:11px}
.grid{stroke:var(--line);stroke-width:1}.axis{stroke:var(--soft)}
.band{fill:var(--band)}.strike{stroke:var(--error);stroke-width:1.2}.healing{stroke:var(--good);stroke-width:1.2;stroke-dasharray:4 3}
.accepted{fill:var(--p50);opacity:.75}.error{fill:var(--error)}.offered{fill:none;stroke:var(--ink);stroke-width:1.2}
.region-0{fill:var(--r0)}.region-1{fill:var(--r1)}.region-2{fill:var(--r2)}
.bar{rx:3px}.fault{fill:var(--error)}.down{fill:var(--soft)}
path.p50,path.p99{fill:none;stroke-width:1.6;stroke-linejoin:round}path.p50{stroke:var(--p50)}path.p99{stroke:var(--p99)}
circle.p50{fill:var(--p50)}circle.p99{fill:var(--p99)}
.key{display:inline-block;width:.75em;height:.75em;border-radius:.2em;margin:0 .3em 0 .8em;vertical-align:-.02em}
.k-accepted,.k-p50{background:var(--p50)}.k-error,.k-fault{background:var(--error)}.k-offered{background:var(--ink)}.k-p99{background:var(--p99)}
.k-r0{background:var(--r0)}.k-r1{background:var(--r1)}.k-r2{background:var(--r2)}
table{border-collapse:collapse;width:100%}td,th{text-align:left;padding:.42rem .6rem .42rem 0;border-top:1px solid var(--line);vertical-align:top}
tr:first-child>*{border-top:0}th{font-weight:600;white-space:nowrap}.num{font-variant-numeric:tabular-nums;text-align:right;white-space:nowrap}
td.mark{white-space:nowrap;font-weight:650}
.parts{overflow-wrap:anywhere}
details{margin-top:.5rem}summary{cursor:pointer}
pre{overflow-x:auto;font:12px/1.5 ui-monospace,SFMono-Regular,Menlo,monospace;margin:.4rem 0}
@media(max-width:36rem){h1{font-size:1.35rem}section{padding:.8rem}.wide{display:none}}
@media print{body{background:#fff}section,.tile{break-inside:avoid}}
`;
