import type { ReactNode } from 'react';
import css from './fidelity.module.css';
import type { Proof, Rule } from './rules';
import { bySubject } from './select';
import { fidelityWords as words } from './words';

/** Rules by subject, each as given / when / then with its source and its proof. */
export function RuleList({ rules }: { readonly rules: readonly Rule[] }): ReactNode {
  if (rules.length === 0) return <p>{words.none}</p>;
  return bySubject(rules).map(([subject, ofSubject]) => (
    <section key={subject} aria-label={subject}>
      <h4 className={css['subject']}>
        {subject} <small>{words.shown(ofSubject.length, ofSubject.length)}</small>
      </h4>
      <ul className={css['rules']}>
        {ofSubject.map((rule) => (
          <OneRule key={rule.id} rule={rule} />
        ))}
      </ul>
    </section>
  ));
}

function OneRule({ rule }: { readonly rule: Rule }): ReactNode {
  const { id, basis, proof } = rule;
  return (
    <li className={css['rule']} id={`rule-${id}`} data-state={proof.kind}>
      <h5>
        {id}
        <span className={css['badge']} data-basis={basis}>
          {words.basisShort[basis]}
        </span>
        <span className={css['badge']} data-state={proof.kind}>
          {words.states[proof.kind]}
        </span>
      </h5>
      <dl>
        <Term name={words.given}>{rule.given}</Term>
        <Term name={words.when}>{rule.when}</Term>
        <Term name={words.then}>{rule.then}</Term>
        <Term name={words.source}>
          <Sources text={rule.source} />
        </Term>
        <Term name={words.proof}>
          <ProofText id={id} proof={proof} />
        </Term>
      </dl>
    </li>
  );
}

function Term({ name, children }: { readonly name: string; readonly children: ReactNode }): ReactNode {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function ProofText({ id, proof }: { readonly id: string; readonly proof: Proof }): ReactNode {
  switch (proof.kind) {
    case 'tested':
      return proof.files.map((file) => <code key={file}>{words.testIn(file, id)}</code>);
    case 'notModelled':
      return (
        <>
          <b>{words.reason}</b> {proof.reason}
        </>
      );
    case 'later':
      return words.laterText;
  }
}

/** Addresses as plain links that only a person follows; other sources as they stand. */
function Sources({ text }: { readonly text: string }): ReactNode {
  return text.split(' ; ').map((source) => {
    const [address = '', ...rest] = source.split(' ');
    if (!address.startsWith('https://')) return <span key={source}>{source}</span>;
    return (
      <span key={source}>
        <a href={address} target="_blank" rel="noopener noreferrer">
          {address.replace('https://', '')}
        </a>{' '}
        {rest.join(' ')}
      </span>
    );
  });
}
