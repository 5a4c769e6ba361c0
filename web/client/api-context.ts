import { createContext } from 'react-router';
import type { Fetch } from './call.ts';

/** Reaches the API of this very server as the visitor whose page is being made: with their cookies and address. */
export type ApiFetch = Fetch;

export const apiContext = createContext<ApiFetch>();

/** The nonce of this answer's Content-Security-Policy; none when the policy has none. */
export const nonceContext = createContext<string | undefined>(undefined);
