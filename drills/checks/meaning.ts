import { type AppletStatus, type Model, outcomeOfAnswer, type ResponseType } from '@tandem/core';

/**
 * The outcomes that an answer of an applet may mean when it is recorded; none for 03, after which the
 * notification is pending still. Of a choice it is not known whether it was one of the items.
 */
export function outcomesOf(model: Model | undefined, status: AppletStatus): ResponseType[] {
  const models: Model[] = model ? [model] : ['silent', 'touch', 'multisecure', 'itemselect'];
  return models.flatMap((each) => {
    const chosen = outcomeOfAnswer(each, status, 'item', ['item']);
    const other = outcomeOfAnswer(each, status, '', ['item']);
    return [chosen, other].flatMap((outcome) => (outcome ? [outcome.responseType] : []));
  });
}

/** Outcomes that only an applet can give: nobody else may say them. */
export function needsAnswer(responseType: ResponseType): boolean {
  return responseType !== 'NOT_AVAILABLE' && responseType !== 'NOT_REGISTERED';
}
