import { createContext, useContext, useSyncExternalStore } from 'react';
import type { Scanner, ScannerState } from '../shift/scanner.ts';

export const ScannerContext = createContext<Scanner | undefined>(undefined);

export function useScanner(): { readonly scanner: Scanner; readonly state: ScannerState } {
  const scanner = useContext(ScannerContext);
  if (!scanner) throw new Error('no scanner above this screen');
  return { scanner, state: useSyncExternalStore(scanner.subscribe, scanner.state) };
}
