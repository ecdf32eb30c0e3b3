import { counter, gauge, histogram, type Registry } from '@tandem/runtime';
import type { Binds } from './binds.ts';

export type SmsMetrics = ReturnType<typeof smsMetrics>;

export function smsMetrics(registry: Registry) {
  return {
    wakeUps: counter(registry, {
      name: 'tandem_sms_wake_ups_total',
      help: 'Events of resolved subscribers: an attempt was claimed, or why none was.',
      labelNames: ['result'],
    }),
    submits: counter(registry, {
      name: 'tandem_sms_submits_total',
      help: 'Claimed attempts by how they ended at the SMSC.',
      labelNames: ['result'],
    }),
    retries: counter(registry, {
      name: 'tandem_sms_submit_retries_total',
      help: 'Submits repeated within an attempt: refused for now, or never sent.',
      labelNames: ['reason'],
    }),
    submitSeconds: histogram(registry, {
      name: 'tandem_sms_submit_seconds',
      help: 'From claiming an attempt to its end at the SMSC, retries included.',
    }),
    receipts: counter(registry, {
      name: 'tandem_sms_receipts_total',
      help: 'deliver_sm of the SMSC: receipts by what became of them, and messages that are none.',
      labelNames: ['result'],
    }),
    receiptStates: counter(registry, {
      name: 'tandem_sms_receipt_states_total',
      help: 'Receipts joined with their message, by message_state.',
      labelNames: ['state'],
    }),
    throttled: counter(registry, {
      name: 'tandem_sms_throttled_total',
      help: 'Pauses that the SMSC asked for by throttling.',
      labelNames: ['bind'],
    }),
    bindSubmits: counter(registry, {
      name: 'tandem_sms_bind_submits_total',
      help: 'submit_sm given to the bind, repeats within an attempt included.',
      labelNames: ['bind'],
    }),
    commandStatuses: counter(registry, {
      name: 'tandem_sms_command_statuses_total',
      help: 'Refused submits, by the command_status in decimal (SMPP 3.4 section 5.1.3).',
      labelNames: ['status'],
    }),
    unbound: counter(registry, {
      name: 'tandem_sms_unbound_total',
      help: 'Binds that ended or could not be made.',
      labelNames: ['bind'],
    }),
  };
}

export function exposeBinds(registry: Registry, binds: Binds, underWay: () => number): void {
  gauge(registry, {
    name: 'tandem_sms_bind_up',
    help: '1 while the bind is bound.',
    labelNames: ['bind'],
    collect(metric) {
      for (const { name, esme } of binds.all) {
        metric.set({ bind: name }, esme.state === 'bound' ? 1 : 0);
      }
    },
  });
  gauge(registry, {
    name: 'tandem_sms_bind_paused',
    help: '1 while the bind pauses because the SMSC throttled it.',
    labelNames: ['bind'],
    collect(metric) {
      for (const bind of binds.all) metric.set({ bind: bind.name }, binds.isPaused(bind) ? 1 : 0);
    },
  });
  gauge(registry, {
    name: 'tandem_sms_bind_in_flight',
    help: 'Wake-ups given to the bind that have not ended.',
    labelNames: ['bind'],
    collect(metric) {
      for (const { name, taken } of binds.all) metric.set({ bind: name }, taken);
    },
  });
  gauge(registry, {
    name: 'tandem_sms_queue_depth',
    help: 'Wake-ups that wait for room on a bind.',
    collect: (metric) => metric.set(binds.waiting),
  });
  gauge(registry, {
    name: 'tandem_sms_under_way',
    help: 'Claimed attempts that have not ended.',
    collect: (metric) => metric.set(underWay()),
  });
}
