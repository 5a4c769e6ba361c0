import { describe, expect, test } from 'vitest';
import { afterCall, type Circuit, closedCircuit, tryCircuit } from './circuit.rules.ts';

/** A second between calls: `x` fails, `o` answers. What was not called is `-`. */
function play(outcomes: string, start = 0): { called: string; circuit: Circuit } {
  let circuit = closedCircuit;
  let called = '';
  [...outcomes].forEach((outcome, second) => {
    const at = start + second * 1_000;
    const tried = tryCircuit(circuit, at);
    circuit = tried.isCalled ? afterCall(tried.circuit, outcome === 'o', at) : tried.circuit;
    called += tried.isCalled ? outcome : '-';
  });
  return { called, circuit };
}

describe('a provider that does not answer', () => {
  test('is called while it answers now and then', () => {
    expect(play('xxxxoxxxxoxxxxo').called).toBe('xxxxoxxxxoxxxxo');
  });
  test('is left alone after five failures in a row, but for one call every ten seconds', () => {
    expect(play('x'.repeat(27)).called).toBe('xxxxx---------x---------x--');
  });
  test('is called by everybody again after one answer', () => {
    expect(play(`${'x'.repeat(14)}ooo`).called).toBe('xxxxx---------ooo');
  });
  test('is tried by one buyer only, however many come at that moment', () => {
    const { circuit } = play('xxxxx');
    const first = tryCircuit(circuit, 20_000);
    expect([first.isCalled, tryCircuit(first.circuit, 20_000).isCalled]).toEqual([true, false]);
  });
});
