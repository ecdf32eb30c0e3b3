/** Who did a step: the customer's side, Tandem, the SMSC, or the handset with its SIM. */
export type Lane = 'customer' | 'tandem' | 'smsc' | 'handset';

interface Step {
  readonly lane: Lane;
  /** For people. */
  readonly title: string;
}

/** Every step that a trace can hold, by its stable name. */
const STEPS: Readonly<Record<string, Step>> = {
  accepted: { lane: 'customer', title: 'The request was accepted' },
  'subscriber-resolved': { lane: 'tandem', title: 'The subscriber was looked up' },
  'subscriber-unknown': { lane: 'tandem', title: 'No applet is known for the number' },
  'wake-up-claimed': { lane: 'tandem', title: 'A wake-up SMS was begun' },
  'wake-up-unsent': { lane: 'tandem', title: 'No bind took the wake-up SMS' },
  'wake-up-accepted': { lane: 'smsc', title: 'The SMSC took the wake-up SMS' },
  'wake-up-ended': { lane: 'smsc', title: 'The wake-up SMS did not get to the SMSC' },
  'sms-accepted': { lane: 'smsc', title: 'The SMSC took the wake-up SMS' },
  'sms-receipt': { lane: 'smsc', title: 'The SMSC sent the delivery receipt' },
  'receipt-arrived': { lane: 'smsc', title: 'The SMSC sent the delivery receipt' },
  'applet-polled': { lane: 'handset', title: 'The applet asked what is pending' },
  'frame-refused': { lane: 'handset', title: 'A frame with a wrong MAC was refused' },
  'notification-sent': { lane: 'handset', title: 'The applet fetched the popup' },
  'notification-presented': { lane: 'tandem', title: 'The popup was recorded as shown' },
  'answer-busy': { lane: 'handset', title: 'The SIM toolkit was busy' },
  'answer-late': { lane: 'handset', title: 'An answer came after the deadline' },
  'applet-answered': { lane: 'handset', title: 'The applet answered' },
  'deadline-reached': { lane: 'tandem', title: 'The deadline passed without an answer' },
  driven: { lane: 'tandem', title: 'It stood still, and was taken up again' },
  redriven: { lane: 'tandem', title: 'Its next step was asked for again' },
  'callback-attempted': { lane: 'customer', title: 'A callback was attempted' },
  'callback-delivered': { lane: 'customer', title: 'The customer was told the outcome' },
  'callback-failed': { lane: 'customer', title: 'A callback failed' },
  'callback-requeued': { lane: 'customer', title: 'The callback was put back in the queue' },
};

/** A step of a newer version is Tandem's, under its own name. */
export function stepOf(what: string): Step {
  return STEPS[what] ?? { lane: 'tandem', title: what };
}
