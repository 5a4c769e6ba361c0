import { expect, test } from 'vitest';
import { type SimulationDraft, simulationIn } from './act-on-simulator.ts';

const accessPoint = '0190a5a0-0000-7000-8000-000000000002';
const noStay = { zoneId: '', at: '', leftAt: '' };
const draft: SimulationDraft = {
  ticket: 'AB12-01',
  accessPoint,
  direction: 'in',
  at: '2027-01-17T20:05',
  isOffline: false,
  before: 'real',
  stays: [noStay, noStay],
};
const simulated = (more: Partial<SimulationDraft>) => simulationIn({ ...draft, ...more }, 'Europe/Paris');

test('a moment is that of the venue, and what has happened is left to the server', () => {
  expect(simulated({})).toEqual({
    body: { ticket: 'AB12-01', accessPoint, direction: 'in', isOffline: false, at: '2027-01-17T19:05:00.000Z' },
  });
});

test('nobody came before is something else than what has happened', () => {
  expect(simulated({ before: 'none' })).toMatchObject({ body: { stays: [] } });
});

test('supposed stays are told the oldest first, whatever their order in the form', () => {
  const late = { ...noStay, at: '2027-01-17T19:30' };
  const early = { ...noStay, at: '2027-01-17T18:02', leftAt: '2027-01-17T19:00' };
  expect(simulated({ before: 'these', stays: [late, early] })).toMatchObject({
    body: {
      stays: [
        { at: '2027-01-17T17:02:00.000Z', leftAt: '2027-01-17T18:00:00.000Z' },
        { at: '2027-01-17T18:30:00.000Z', leftAt: null },
      ],
    },
  });
});

test('what is wrong is told beside its field, all at once', () => {
  const backwards = { ...noStay, at: '2027-01-17T19:30', leftAt: '2027-01-17T19:00' };
  const unknown = { ...noStay, leftAt: 'later' };
  const wrong = simulated({ ticket: '', accessPoint: '', at: '', before: 'these', stays: [backwards, unknown] });
  expect(wrong).toEqual({
    errors: {
      ticket: 'missing',
      accessPoint: 'missing',
      at: 'missing',
      'stay-0-left': 'before_start',
      'stay-1-at': 'missing',
      'stay-1-left': 'time',
    },
  });
  expect(simulated({ before: 'these' })).toEqual({ errors: { 'stay-0-at': 'no-stay' } });
});
