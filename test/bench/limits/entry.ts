export { limitTables } from '../../support/limitExperiment';
