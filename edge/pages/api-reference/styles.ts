/** Styles of the reference page: light and dark by the reader's setting, and for print. */
export const REFERENCE_STYLES = `
:root {
  color-scheme: light dark;
  --paper: light-dark(#ffffff, #11151a);
  --panel: light-dark(#f5f7f9, #171c23);
  --line: light-dark(#dde3e9, #2a323c);
  --ink: light-dark(#17202a, #e4e9ef);
  --soft: light-dark(#5a6775, #98a5b3);
  --accent: light-dark(#0b62c4, #6cb2ff);
  --good: light-dark(#14713d, #5fd38d);
  --warm: light-dark(#96560a, #f0b35a);
  --bad: light-dark(#b3261e, #ff8f86);
  --violet: light-dark(#6a3fb5, #b99bff);
  font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif;
}
* { box-sizing: border-box; }
[hidden] { display: none !important; }
html { scroll-padding-top: 1.5rem; }
body { margin: 0; background: var(--paper); color: var(--ink); display: grid; grid-template-columns: 20rem minmax(0, 1fr); }
a { color: var(--accent); text-decoration: none; }
a:hover { text-decoration: underline; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 4px; }
.skip { position: absolute; left: -999px; }
.skip:focus { left: 1rem; top: 1rem; background: var(--paper); padding: .5rem 1rem; z-index: 2; }
nav { position: sticky; top: 0; height: 100vh; overflow-y: auto; padding: 1.5rem 1rem; background: var(--panel); border-right: 1px solid var(--line); font-size: .875rem; }
nav summary { display: none; }
nav h2 { margin: 1.5rem .5rem .4rem; font-size: .75rem; letter-spacing: .06em; text-transform: uppercase; color: var(--soft); }
nav ul { list-style: none; margin: 0; padding: 0; }
nav li a { display: flex; gap: .6rem; align-items: baseline; padding: .3rem .5rem; border-radius: 6px; color: var(--ink); }
nav li a:hover, nav a[aria-current] { background: color-mix(in srgb, var(--accent) 12%, transparent); text-decoration: none; }
.brand { margin: 0 .5rem 1rem; font-weight: 700; font-size: 1.05rem; }
.brand span { font-weight: 400; color: var(--soft); }
input[type=search] { width: 100%; padding: .5rem .7rem; font: inherit; color: inherit; background: var(--paper); border: 1px solid var(--line); border-radius: 8px; }
main { padding: 2.5rem clamp(1rem, 4vw, 4rem) 6rem; max-width: 84rem; width: 100%; }
h1 { font-size: 2rem; line-height: 1.2; margin: 0 0 .5rem; letter-spacing: -.01em; }
h2 { font-size: 1.45rem; line-height: 1.25; margin: 0 0 .5rem; }
h3 { font-size: 1.15rem; margin: 0 0 .35rem; }
h3 a { color: inherit; }
h4 { font-size: .875rem; margin: 1.25rem 0 .4rem; }
h4 small { color: var(--soft); font-weight: 400; margin-left: .4rem; }
p { margin: 0 0 .75rem; }
.facts { color: var(--soft); font-size: .875rem; }
.group { margin-top: 3.5rem; }
article { margin-top: 1.5rem; padding: 1.5rem; border: 1px solid var(--line); border-radius: 12px; }
.address { overflow-wrap: anywhere; }
code, pre { font: .8125rem/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
pre { margin: 0 0 .75rem; padding: .9rem 1rem; overflow-x: auto; background: var(--panel); border: 1px solid var(--line); border-radius: 8px; }
.scroll + pre, .scroll { margin-bottom: .75rem; }
.example { position: relative; margin-top: 1.25rem; }
.example button { position: absolute; top: .5rem; right: .5rem; padding: .2rem .6rem; font: inherit; font-size: .75rem; color: var(--soft); background: var(--paper); border: 1px solid var(--line); border-radius: 6px; cursor: pointer; }
.example button:hover { color: var(--ink); border-color: var(--soft); }
.example pre { padding-right: 5rem; }
.method { flex: none; min-width: 3.4rem; font: 700 .6875rem/1.4 ui-monospace, Menlo, Consolas, monospace; letter-spacing: .02em; }
.get { color: var(--accent); } .post { color: var(--good); } .patch, .put { color: var(--warm); } .delete { color: var(--bad); }
.address .method { display: inline-block; min-width: 0; margin-right: .4rem; font-size: .8125rem; }
.scroll { overflow-x: auto; }
table { width: 100%; border-collapse: collapse; font-size: .875rem; }
th, td { padding: .5rem .75rem .5rem 0; text-align: left; vertical-align: top; border-top: 1px solid var(--line); }
th { width: 12rem; font-weight: 400; }
td { overflow-wrap: anywhere; }
th small, td small { display: block; color: var(--soft); font-size: .75rem; }
td > code, td > a > code { color: var(--violet); }
td > a > code { text-decoration: underline; text-underline-offset: 2px; }
td details { margin-top: .3rem; }
td summary { color: var(--soft); font-size: .8125rem; }
summary { cursor: pointer; padding: .25rem 0; }
.status { display: inline-block; min-width: 2.6rem; font: 700 .8125rem/1.4 ui-monospace, Menlo, Consolas, monospace; }
.s1, .s2, .s3 { color: var(--good); } .s4 { color: var(--warm); } .s5 { color: var(--bad); }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .5rem 1.5rem; margin: 0; font-size: .9375rem; }
dt { font: 700 .8125rem/1.9 ui-monospace, Menlo, Consolas, monospace; }
dd { margin: 0; }
@media (min-width: 84rem) {
  .columns { display: grid; grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); gap: 2.5rem; }
}
@media (max-width: 60rem) {
  .example pre { padding: 2.4rem 1rem .9rem; }
  body { display: block; }
  nav { position: static; height: auto; border-right: 0; border-bottom: 1px solid var(--line); padding: 1rem; }
  nav summary { display: list-item; margin-top: .75rem; font-weight: 600; }
  nav li a { padding: .5rem; }
  main { padding-top: 1.5rem; }
  article { padding: 1rem; }
  th { width: 8.5rem; }
  dl { grid-template-columns: 1fr; gap: .1rem; }
  dd { margin-bottom: .6rem; }
}
@media print {
  nav, .skip, .example button { display: none; }
  body { display: block; }
  main { max-width: none; padding: 0; }
  article { break-inside: avoid-page; border: 0; padding: 0; }
  pre { white-space: pre-wrap; }
}
`;
