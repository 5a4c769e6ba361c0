export type GateWish = {
  readonly devices: number;
  /** Shown at doors with a bad network. */
  readonly tickets: number;
  /** Doors each of these is shown at, at about the same time. */
  readonly doorsEach: number;
  readonly lossPercent: number;
  /** Shown at doors without a network, once where tickets are shared out and once where they are not. */
  readonly offlineTickets: number;
  /** Of these, shown at two doors. */
  readonly doubles: number;
  readonly seed: number;
  /** Without row locks, some phones that do not confirm, phones that own every lane, and one that loses its scans. */
  readonly isSabotaged: boolean;
};
