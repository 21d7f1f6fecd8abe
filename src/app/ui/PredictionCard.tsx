import type { ReactElement } from 'react';
import { useActions, useAppState } from '../store/context';
import type { Prediction, PredictionChoice } from '../store/state';
import css from './caption.module.css';
import { CloseIcon } from './icons';
import { predictionWords, uiWords } from './words';

const order: readonly PredictionChoice[] = ['A', 'B', 'C'];

/** Predict, run, compare. Only the question and the answer are shown; between them the run has the screen. */
export function PredictionCard(): ReactElement | null {
  const prediction = useAppState((state) => state.prediction);
  switch (prediction.status) {
    case 'none':
    case 'waiting':
      return null;
    case 'asking':
      return <Question prediction={prediction} />;
    case 'revealed':
      return <Answer prediction={prediction} />;
  }
}

function Question({ prediction }: { readonly prediction: Extract<Prediction, { status: 'asking' }> }): ReactElement | null {
  const header = useAppState((state) => state.run.trace?.header);
  const actions = useActions();
  if (header === undefined) return null;
  const place = header.places.find((one) => one.id === prediction.place)?.title ?? prediction.place;
  const sender = header.places.find((one) => one.kind === 'customer')?.title ?? 'sender';
  const choices = predictionWords.choices(header.noun);
  return (
    <div className={css['card']} role="group" aria-label={predictionWords.label} data-testid="prediction">
      <p>{predictionWords.question(place, header.noun, sender)}</p>
      <div className={css['choices']}>
        {order.map((choice) => (
          <button key={choice} type="button" className="button" onClick={() => actions.predict(choice)}>
            <strong>{choice}</strong> {choices[choice]}
          </button>
        ))}
        <button type="button" className={`button ${css['skip']}`} onClick={() => actions.skipPrediction()}>
          {predictionWords.skip}
        </button>
      </div>
    </div>
  );
}

function Answer({ prediction }: { readonly prediction: Extract<Prediction, { status: 'revealed' }> }): ReactElement {
  const noun = useAppState((state) => state.run.trace?.header.noun ?? '');
  // A place on the main path is called by the chain of synchronous calls; a peripheral one need not be.
  const callsWouldFail = useAppState(({ spec, run }) => {
    const place = run.trace?.header.places.find((one) => one.id === prediction.place);
    return spec?.coordination !== 'calls' && place?.main === true;
  });
  const actions = useActions();
  return (
    <div className={`${css['card']} ${css['answer']}`} role="group" aria-label={predictionWords.label} data-testid="prediction">
      <p>{answerText(prediction, predictionWords.why(prediction.outcome, noun, callsWouldFail))}</p>
      <button type="button" className={`button icon ${css['skip']}`} onClick={() => actions.closePrediction()} aria-label={uiWords.close}>
        <CloseIcon />
      </button>
    </div>
  );
}

function answerText({ choice, outcome }: Extract<Prediction, { status: 'revealed' }>, why: string): string {
  if (choice === null) return predictionWords.notPredicted(outcome, why);
  return choice === outcome ? predictionWords.right(outcome, why) : predictionWords.wrong(choice, outcome, why);
}
