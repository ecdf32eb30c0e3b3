export const PAGE_BODY = `<header>
<h1>Tandem</h1>
<p id="where"></p>
<p id="state" role="status"></p>
<button id="leave" type="button" hidden>Sign out</button>
</header>
<form id="enter" hidden>
<label for="token">Dashboard token</label>
<input id="token" type="password" autocomplete="off" spellcheck="false" required>
<button type="submit">Show the status</button>
<p id="refusal" role="alert"></p>
</form>
<main id="status" hidden>
<section><h2>Singleton work</h2><dl id="guard"></dl></section>
<section><h2>Health</h2><ul id="probes"></ul></section>
<section><h2>SMPP binds</h2><ul id="binds"></ul></section>
<section><h2>Queues</h2><dl id="queues"></dl></section>
<section><h2>Callbacks</h2><dl id="callbacks"></dl></section>
<section><h2>Outcomes <small id="sample"></small></h2><dl id="outcomes"></dl></section>
<section id="wide"><h2>Newest transactions</h2>
<div id="scroll"><table>
<thead><tr><th>Accepted</th><th>Transaction</th><th>Request</th><th>Customer</th><th>Model</th>
<th>Outcome</th><th>Took</th><th>Callback</th></tr></thead>
<tbody id="recent"></tbody>
</table></div></section>
</main>
<noscript>This page needs JavaScript; the same data is under /dashboard/api.</noscript>`;
