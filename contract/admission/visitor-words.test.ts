import { expect, test } from 'vitest';
import { refusalReasons } from './question.ts';
import { unsureWords, visitorLanguages, visitorWords } from './visitor-words.ts';

test('every refusal has a sentence of its own in every language', () => {
  for (const language of Object.keys(visitorLanguages) as (keyof typeof visitorLanguages)[]) {
    const sentences = refusalReasons.map((reason) => visitorWords[reason][language]);
    expect(new Set([...sentences, unsureWords[language]]).size).toBe(refusalReasons.length + 1);
    expect(sentences.every((sentence) => /[.!؟]$/.test(sentence))).toBe(true);
  }
});

test('Arabic is written in its own letters, and nothing else is', () => {
  for (const words of [...Object.values(visitorWords), unsureWords]) {
    const { ar, ...others } = words;
    expect(ar).toMatch(/^[\u0600-\u06ff\s.،:؟]+$/);
    expect(Object.values(others).join('')).not.toMatch(/[\u0600-\u06ff]/);
  }
});

test('to a person who may not come nothing is told but to wait', () => {
  expect(Object.values(visitorWords.barred).every((sentence) => sentence.length < 35)).toBe(true);
});
