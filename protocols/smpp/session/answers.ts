import { GRAMMAR } from '../pdu/grammar.ts';
import type { CommandName, Pdu, PduFields, RequestName, ResponseOf } from '../pdu/pdu.ts';

/** What a handler answers: a command_status, the fields of the response, or nothing for ESME_ROK. */
export type AnswerTo<C extends RequestName> =
  | number
  | undefined
  | (PduFields<ResponseOf<C>> & { readonly command_status?: number });

export type Answer = number | undefined | { readonly command_status?: number };

/** Answers the peer's requests; called for each request that the session does not answer itself. */
export type RequestHandler = (request: Pdu) => Answer | PromiseLike<Answer>;

const RESPONSES = new Map<CommandName, CommandName>();
for (const command of Object.keys(GRAMMAR) as CommandName[]) {
  const response = `${command}_resp`;
  if (response in GRAMMAR) RESPONSES.set(command, response as CommandName);
}

/** The response PDU of a request; undefined for outbind, alert_notification and responses. */
export function responseTo(command: CommandName): CommandName | undefined {
  return RESPONSES.get(command);
}

const COMMANDS_BY_ID = new Map<number, CommandName>(
  (Object.keys(GRAMMAR) as CommandName[]).map((command) => [GRAMMAR[command].id, command]),
);

export function commandById(id: number): CommandName | undefined {
  return COMMANDS_BY_ID.get(id);
}
