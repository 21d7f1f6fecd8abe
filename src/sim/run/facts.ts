/** The fact vocabulary belongs to the journal, which every layer writes; the run re-exports it at its door. */
export * from '../journal/facts';
