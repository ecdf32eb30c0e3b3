import { refuses } from './testing/seeds.ts';

refuses('operating figures', [
  {
    title: 'a deadline shorter than the popup',
    set: { 'authentication.wakeAllowanceSeconds': -5 },
    path: 'authentication.wakeAllowanceSeconds',
    text: 'the deadline (accepted + wake allowance + popup) would end before the popup does',
  },
  {
    title: 'a default popup over the longest',
    set: { 'authentication.defaultPopupSeconds': 121 },
    path: 'authentication.defaultPopupSeconds',
    text: 'minPopupSeconds and maxPopupSeconds: 1 to 120',
  },
  {
    title: 'a second wake-up after the allowance',
    set: { 'authentication.wakeUp.retryAfterMs': 10_000 },
    path: 'authentication.wakeUp.retryAfterMs',
    text: 'must be sent within the 10 s',
  },
  {
    title: 'a mailbox that forgets before the deadline',
    set: { 'authentication.mailboxTtlMs': 60_000 },
    path: 'authentication.mailboxTtlMs',
    text: 'must be at least 130000',
  },
  {
    title: 'a message that no frame holds',
    set: { 'authentication.maxMessageLength': 400 },
    path: 'authentication.maxMessageLength',
    text: 'a notification may take 1842 bytes, a frame 1400',
  },
  {
    title: 'a callback schedule over its budget',
    set: { 'authentication.callback.retryBudgetMs': 3_600_000 },
    path: 'authentication.callback.retryBudgetMs',
    text: 'its last retries would never be made',
  },
  {
    title: 'a customer who may ask for more than the binds carry',
    set: { 'smpp.bindsPerRegion': 4 },
    path: 'authentication.rateLimit.perSecond',
    text: 'more wake-ups than the 4 binds of a region carry: 500/s',
  },
  {
    title: 'a replica of sms without a bind',
    set: { 'smpp.bindsPerRegion': 1 },
    path: 'smpp.bindsPerRegion',
    text: 'some of the 2 replicas of sms would have no bind',
  },
  {
    title: 'a backoff that starts over its end',
    set: { 'smpp.reconnectMinMs': 60_000 },
    path: 'smpp.reconnectMinMs',
    text: 'is over reconnectMaxMs, 30000',
  },
  {
    title: 'an applet connection idler than the load balancer bears',
    set: { 'applet.idleTimeoutMs': 400_000 },
    path: 'applet.idleTimeoutMs',
    text: 'must be below that of the NLB, 350000 ms',
  },
  {
    title: 'an applet connection idler than the accelerator bears',
    set: { 'applet.idleTimeoutMs': 345_000 },
    path: 'applet.idleTimeoutMs',
    text: 'must be below that of the accelerator, 340000 ms',
  },
  {
    title: 'an applet connection cut during the popup',
    set: { 'applet.idleTimeoutMs': 10_000 },
    path: 'applet.idleTimeoutMs',
    text: 'while a person still looks at the popup',
  },
  {
    title: 'a drain that the kill overtakes',
    set: { 'shutdown.drainDeadlineMs': 90_000 },
    path: 'shutdown.drainDeadlineMs',
    text: 'must be below the termination grace of 90000 ms',
  },
  {
    title: 'a drain longer than the notice of a reclaim',
    set: { 'shutdown.terminationGraceMs': 120_000 },
    path: 'shutdown.terminationGraceMs',
    text: 'must be below the notice of a spot reclaim, 120000 ms',
  },
  {
    title: 'a lease that one lost renewal costs',
    set: { 'lease.renewEveryMs': 10_000 },
    path: 'lease.renewEveryMs',
    text: 'must be at most a third of the lease, 5000',
  },
  {
    title: 'a standby that looks more rarely than the holder renews',
    set: { 'lease.lookEveryMs': 6_000 },
    path: 'lease.lookEveryMs',
    text: 'must be at most renewEveryMs, 5000',
  },
]);
