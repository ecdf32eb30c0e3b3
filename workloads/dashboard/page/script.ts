/** The page's script, as text: it runs in the browser. Whatever came from outside becomes text nodes. */
export const PAGE_SCRIPT = `
'use strict';
(() => {
  const KEY = 'tandem-dashboard-token';
  const EVERY_MS = 1000;
  const at = (id) => document.getElementById(id);
  let timer;

  const element = (name, text, className) => {
    const made = document.createElement(name);
    made.textContent = text;
    if (className) made.className = className;
    return made;
  };
  const fill = (id, children) => at(id).replaceChildren(...children);
  const pairs = (id, rows) => fill(id, rows.length === 0
    ? [element('dt', 'none here')]
    : rows.flatMap(([name, value, className]) =>
        [element('dt', name), element('dd', String(value), className)]));
  const lights = (id, rows) => fill(id, rows.length === 0
    ? [element('li', 'none in this process')]
    : rows.map(([name, up, note]) => {
        const item = element('li', '');
        item.append(element('span', name),
          element('span', note ?? (up ? 'up' : 'down'), up ? 'good' : 'bad'));
        return item;
      }));
  const clock = (ms) => new Date(ms).toLocaleTimeString();
  const seconds = (ms) => (ms / 1000).toFixed(2) + ' s';
  const tone = (type) => {
    if (type === 'APPROVED' || type === 'VERIFIED' || type === 'ANSWERED') return 'good';
    return type === 'REJECTED' ? 'wait' : 'bad';
  };

  const row = (one) => {
    const made = document.createElement('tr');
    made.append(
      element('td', clock(one.acceptedAt)),
      element('td', one.transactionId),
      element('td', one.requestId),
      element('td', one.customerId),
      element('td', one.model),
      element('td', one.responseType ?? one.state, one.responseType ? tone(one.responseType) : 'wait'),
      element('td', one.decidedAt ? seconds(one.decidedAt - one.acceptedAt) : ''),
      element('td', one.callback ?? '', one.callback === 'dead' ? 'bad' : ''));
    return made;
  };

  const show = (status) => {
    at('where').textContent = status.region + ', profile ' + status.profile;
    at('state').textContent = (status.up ? 'UP' : 'DOWN ' + status.reasons.join(', ')) +
      ' at ' + clock(status.now);
    at('state').className = status.up ? 'good' : 'bad';
    pairs('guard', status.guard === null ? [] : [
      ['epoch', status.guard.epoch],
      ['holder', status.guard.holder],
      ['this region', status.guard.active ? 'active' : 'standby', status.guard.active ? 'good' : ''],
    ]);
    lights('probes', status.probes.map((probe) => [probe.name, probe.up]));
    lights('binds', status.binds.map((bind) =>
      [bind.bind, bind.up, bind.up ? bind.inFlight + ' under way' : undefined]));
    pairs('queues', status.queues.map((queue) => [queue.group + ' ← ' + queue.topic, queue.lag]));
    pairs('callbacks', [['under way', status.callbacks.inFlight], ['waiting', status.callbacks.waiting]]);
    const outcomes = status.outcomes ?? { sample: 0, undecided: 0, counts: {} };
    at('sample').textContent = 'of the newest ' + outcomes.sample;
    pairs('outcomes', [
      ...Object.entries(outcomes.counts).map(([type, count]) => [type, count, tone(type)]),
      ['undecided', outcomes.undecided],
    ]);
    fill('recent', (status.recent ?? []).map(row));
  };

  const ask = (reason) => {
    sessionStorage.removeItem(KEY);
    at('status').hidden = true;
    at('leave').hidden = true;
    at('enter').hidden = false;
    at('refusal').textContent = reason;
    at('state').textContent = '';
    at('token').focus();
  };

  const refresh = async () => {
    const token = sessionStorage.getItem(KEY);
    if (!token) return ask('');
    try {
      const answer = await fetch('/dashboard/api/status', {
        headers: { authorization: 'Bearer ' + token },
        cache: 'no-store',
      });
      if (answer.status === 401 || answer.status === 429) {
        return ask((await answer.json()).detail ?? 'The token was refused.');
      }
      if (!answer.ok) throw new Error('HTTP ' + answer.status);
      show(await answer.json());
      at('enter').hidden = true;
      at('status').hidden = false;
      at('leave').hidden = false;
    } catch (error) {
      at('state').textContent = 'no answer from this region (' + error.message + ')';
      at('state').className = 'bad';
    }
    timer = setTimeout(refresh, document.hidden ? 5 * EVERY_MS : EVERY_MS);
  };

  at('enter').addEventListener('submit', (event) => {
    event.preventDefault();
    sessionStorage.setItem(KEY, at('token').value.trim());
    at('token').value = '';
    clearTimeout(timer);
    refresh();
  });
  at('leave').addEventListener('click', () => {
    clearTimeout(timer);
    ask('');
  });
  refresh();
})();
`;
