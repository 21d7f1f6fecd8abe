/** The only door of analysis: numbers over whole traces. */
export { createLedger, type Ledger, ledgerAt } from './ledger';
export type { LedgerEvidence, LedgerParts, LedgerRow, LedgerRowKind } from './ledgerRows';
