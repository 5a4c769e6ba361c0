export type WebhooksWish = {
  /** Different ones. */
  readonly events: number;
  /** How often each is delivered. */
  readonly times: number;
  readonly forgedPercent: number;
  readonly clients: number;
  readonly perSecond: number;
  readonly nodes: number;
  readonly seed: number;
  /** The forger knows the secret, and nobody locks a row. */
  readonly isSabotaged: boolean;
};
