/** The look of the reference: readable on a phone and on paper, light or dark as the reader's system is. */
export const STYLE = `
:root { color-scheme: light dark; --ink: light-dark(#1c2430, #dfe5ee); --paper: light-dark(#fff, #12161c);
  --soft: light-dark(#f3f5f8, #1b212a); --line: light-dark(#d8dee7, #303947); --accent: light-dark(#0b5fa5, #7cc0ff);
  --get: light-dark(#0a6b3d, #5ed39a); --post: light-dark(#8a4b00, #ffbe6b); }
* { box-sizing: border-box; }
body { margin: 0; color: var(--ink); background: var(--paper); font: 16px/1.55 system-ui, sans-serif;
  display: grid; grid-template-columns: 17rem minmax(0, 1fr); }
nav { position: sticky; top: 0; align-self: start; height: 100vh; overflow: auto; padding: 1.5rem; background: var(--soft);
  border-right: 1px solid var(--line); }
nav h1 { margin: 0; font-size: 1.4rem; } nav ol { list-style: none; padding: 0; } nav li { margin: .35rem 0; }
small { opacity: .7; }
main { padding: 1.5rem clamp(1rem, 4vw, 3rem) 4rem; max-width: 60rem; }
h2 { margin-top: 2.5rem; } main > h2:first-child { margin-top: 0; }
article { margin: 1.5rem 0; padding: 1rem 1.25rem; border: 1px solid var(--line); border-radius: .5rem; scroll-margin-top: 1rem; }
article h3 { margin: 0; font-size: 1rem; overflow-wrap: anywhere; }
article:target { border-color: var(--accent); box-shadow: 0 0 0 1px var(--accent); }
a { color: var(--accent); }
code, pre { font-family: ui-monospace, monospace; font-size: .9em; }
pre { overflow: auto; padding: .75rem; background: var(--soft); border-radius: .35rem; }
.method { display: inline-block; min-width: 3.2rem; font: 700 .8rem/1.6 ui-monospace, monospace; color: var(--get); }
.method.post { color: var(--post); }
.names code { display: inline-block; margin: 0 .4rem .2rem 0; padding: 0 .35rem; background: var(--soft); border-radius: .25rem; }
.status, .permission { font-size: .85rem; opacity: .8; }
table { border-collapse: collapse; width: 100%; font-size: .92rem; }
th, td { text-align: left; vertical-align: top; padding: .35rem .6rem .35rem 0; border-top: 1px solid var(--line); }
thead th { border-top: 0; font-size: .8rem; opacity: .75; }
details { margin-top: .75rem; } summary { cursor: pointer; color: var(--accent); }
.errors { columns: 2; padding-left: 1.1rem; }
@media (max-width: 50rem) { body { display: block; } nav { position: static; height: auto; border-right: 0; } .errors { columns: 1; }
  table, tbody, tr, td, tbody th { display: block; border-top: 0; padding: 0; } tr { border-top: 1px solid var(--line); padding: .4rem 0; } thead { display: none; } }
@media print { nav { display: none; } body { display: block; } }
`;
