export { listIncidentFacts } from './describe-incident.ts';
