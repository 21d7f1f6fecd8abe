import { type ReactElement, type ReactNode, useDeferredValue, useId, useState } from 'react';
import { productGroups } from '../store/productGroups';
import { useActions, useAppState } from '../store/context';
import { Dialog } from '../ui/Dialog';
import { Queueing, Recordings } from './Evidence';
import css from './fidelity.module.css';
import { ProductCard } from './ProductCard';
import { ProductTable } from './ProductTable';
import { RuleList } from './RuleList';
import { type Basis, type Proof, fidelityData } from './rules';
import { type Wanted, chosenRules, everything, otherRules, productOf } from './select';
import { fidelityWords as words } from './words';

const { rules, queueing, recordings } = fidelityData;

/** Which rules the simulated products follow, where each stands, and which test proves it. The run behind it is not touched. */
export function FidelityDialog(): ReactElement {
  const actions = useActions();
  const view = useAppState((state) => state.fidelity);
  const [wanted, setWanted] = useState<Wanted>({ ...everything, product: view.product ?? '', text: view.rule ?? '' });
  // Typing stays quick however many rules are shown.
  const found = chosenRules(rules, useDeferredValue(wanted));
  const product = productOf(wanted.product);
  const theory = wanted.product === '' || wanted.product === otherRules;
  return (
    <Dialog title={words.title} onClose={() => actions.closeDialog()} page>
      <p className={css['intro']}>{words.intro}</p>
      <div className={css['columns']}>
        <section aria-label={words.products}>
          <ProductTable rules={rules} chosen={wanted.product} onChoose={(id) => setWanted({ ...everything, product: id })} />
        </section>
        <div className={css['main']}>
          {product !== undefined && <ProductCard product={product} rules={rules} />}
          <section aria-label={words.find}>
            <h3>{product === undefined && wanted.product === '' ? words.all : words.find}</h3>
            <Filters wanted={wanted} onChange={setWanted} />
            <p role="status" className={css['shown']}>
              {words.shown(found.length, rules.length)}
            </p>
            {found.length < rules.length && (
              <button type="button" className="button" onClick={() => setWanted(everything)}>
                {words.showAll}
              </button>
            )}
            <RuleList rules={found} />
          </section>
          {theory && <Queueing rows={queueing} />}
          <Recordings recordings={recordings} />
          <section aria-label={words.limits}>
            <h3>{words.limits}</h3>
            {words.limitsText.map((text) => (
              <p key={text}>{text}</p>
            ))}
          </section>
        </div>
      </div>
    </Dialog>
  );
}

interface FiltersProps {
  readonly wanted: Wanted;
  readonly onChange: (wanted: Wanted) => void;
}

function Filters({ wanted, onChange }: FiltersProps): ReactNode {
  const id = useId();
  return (
    <form role="search" className={css['filters']} onSubmit={(event) => event.preventDefault()}>
      <label htmlFor={`${id}text`}>
        {words.search}
        <input
          id={`${id}text`}
          className="field"
          type="search"
          value={wanted.text}
          maxLength={100}
          onChange={(event) => onChange({ ...wanted, text: event.target.value })}
        />
      </label>
      <label htmlFor={`${id}product`}>
        {words.product}
        <select
          id={`${id}product`}
          className="field"
          value={wanted.product}
          onChange={(event) => onChange({ ...wanted, product: event.target.value })}
        >
          <option value="">{words.all}</option>
          {productGroups.map(({ title, products }) => (
            <optgroup key={title} label={title}>
              {products.map((one) => (
                <option key={one.id} value={one.id}>
                  {one.title}
                </option>
              ))}
            </optgroup>
          ))}
          <option value={otherRules}>{words.others}</option>
        </select>
      </label>
      <Choice<Basis>
        label={words.basis}
        any={words.anyBasis}
        texts={words.bases}
        value={wanted.basis}
        onChange={(basis) => onChange({ ...wanted, basis })}
      />
      <Choice<Proof['kind']>
        label={words.state}
        any={words.anyState}
        texts={words.states}
        value={wanted.state}
        onChange={(state) => onChange({ ...wanted, state })}
      />
    </form>
  );
}

interface ChoiceProps<T extends string> {
  readonly label: string;
  readonly any: string;
  readonly texts: Readonly<Record<T, string>>;
  readonly value: T | '';
  readonly onChange: (value: T | '') => void;
}

function Choice<T extends string>({ label, any, texts, value, onChange }: ChoiceProps<T>): ReactNode {
  const id = useId();
  const names = Object.keys(texts) as T[];
  return (
    <label htmlFor={id}>
      {label}
      <select
        id={id}
        className="field"
        value={value}
        onChange={(event) => onChange(names.find((name) => name === event.target.value) ?? '')}
      >
        <option value="">{any}</option>
        {names.map((name) => (
          <option key={name} value={name}>
            {texts[name]}
          </option>
        ))}
      </select>
    </label>
  );
}
