/**
 * The lane of an access right, from 0 to count - 1: the same for everybody, from the id alone. Its last six bytes are drawn
 * (UUID version 7), so that lanes get about as many tickets each.
 */
export function laneOf(accessRightId: string, count: number): number {
  return Number.parseInt(accessRightId.replaceAll('-', '').slice(-12), 16) % count;
}
