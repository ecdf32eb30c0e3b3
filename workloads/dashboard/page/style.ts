export const PAGE_STYLE = `
:root { --ink: #16202c; --soft: #5b6b7c; --back: #f5f7f9; --card: #fff; --line: #dbe2e9;
  --good: #14703f; --bad: #b3261e; --wait: #8a5a00; --accent: #1c5fb8; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6ebf0; --soft: #98a6b5; --back: #10161d; --card: #18212b; --line: #2a3744;
    --good: #5cc98b; --bad: #ff8a80; --wait: #e5b454; --accent: #7fb2f5; }
}
* { box-sizing: border-box; }
[hidden] { display: none !important; }
body { margin: 0; background: var(--back); color: var(--ink);
  font: 15px/1.45 system-ui, sans-serif; }
header { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; align-items: baseline;
  padding: 1rem 1.25rem; border-bottom: 1px solid var(--line); background: var(--card); }
h1 { margin: 0; font-size: 1.25rem; }
header p { margin: 0; color: var(--soft); }
header button { margin-left: auto; }
main { display: grid; gap: 1rem; padding: 1rem 1.25rem;
  grid-template-columns: repeat(auto-fill, minmax(15rem, 1fr)); }
section { background: var(--card); border: 1px solid var(--line); border-radius: .5rem;
  padding: .75rem 1rem; min-width: 0; }
#wide { grid-column: 1 / -1; }
#scroll { overflow-x: auto; }
h2 { margin: 0 0 .5rem; font-size: .95rem; }
small { color: var(--soft); font-weight: normal; }
ul { list-style: none; margin: 0; padding: 0; }
dl { display: grid; grid-template-columns: 1fr auto; gap: .15rem 1rem; margin: 0; }
dt { color: var(--soft); overflow-wrap: anywhere; }
dd { margin: 0; text-align: right; font-variant-numeric: tabular-nums; }
li { display: flex; justify-content: space-between; gap: 1rem; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th, td { text-align: left; padding: .3rem .75rem .3rem 0; border-top: 1px solid var(--line);
  white-space: nowrap; }
th { border-top: 0; color: var(--soft); font-weight: normal; }
.good { color: var(--good); } .bad { color: var(--bad); } .wait { color: var(--wait); }
form { max-width: 26rem; margin: 4rem auto; padding: 0 1.25rem; display: grid; gap: .75rem; }
input, button { font: inherit; color: inherit; padding: .5rem .75rem; border-radius: .375rem;
  border: 1px solid var(--line); background: var(--card); }
form button { background: var(--accent); border-color: var(--accent); color: var(--card); }
button { cursor: pointer; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
#refusal { color: var(--bad); min-height: 1.5em; margin: 0; }
`;
