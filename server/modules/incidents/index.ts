export { type IncidentFacts, listIncidentFacts } from './describe-incident.ts';
