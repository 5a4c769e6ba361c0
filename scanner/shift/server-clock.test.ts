import { describe, expect, test } from 'vitest';
import { ServerClock } from './server-clock.ts';

/** A phone whose wall clock can be set, and a server that is right. */
function phone({ wallAhead = 0, startedAt = 1_000_000_000_000 } = {}) {
  let elapsed = 0;
  let ahead = wallAhead;
  const clocks = { wall: () => startedAt + elapsed + ahead, running: () => elapsed };
  return {
    clocks,
    pass: (milliseconds: number) => {
      elapsed += milliseconds;
    },
    setWall: (by: number) => {
      ahead += by;
    },
    serverAt: () => startedAt + elapsed,
  };
}

describe('what the device takes the server’s clock for', () => {
  test('is the middle between question and answer, whatever the wall clock says', () => {
    const { clocks, pass, serverAt } = phone({ wallAhead: 3_600_000 });
    const clock = new ServerClock({ clocks });
    const askedAt = clock.running();
    pass(150);
    const told = serverAt();
    pass(150);
    clock.learn(askedAt, told);
    expect(clock.now()).toBe(serverAt());
    expect(clock.wallAheadMs()).toBe(3_600_000);
  });

  test('does not change when somebody sets the wall clock', () => {
    const { clocks, pass, setWall, serverAt } = phone();
    const clock = new ServerClock({ clocks });
    clock.learn(clock.running(), serverAt());
    setWall(-7_200_000);
    pass(60_000);
    expect(clock.now()).toBe(serverAt());
    expect(clock.wallAheadMs()).toBe(-7_200_000);
  });

  test('is the wall clock with its last difference after a start without a network, and is trusted less', () => {
    const { clocks, serverAt } = phone({ wallAhead: 500_000 });
    const before = new ServerClock({ clocks });
    before.learn(before.running(), serverAt());
    const after = new ServerClock({ clocks, keptOffset: before.offset });
    expect(after.now()).toBe(serverAt());
    expect(after.toleranceMs).toBeGreaterThan(before.toleranceMs);
  });

  test('is not made worse by an answer that took long', () => {
    const { clocks, pass, serverAt } = phone();
    const clock = new ServerClock({ clocks });
    pass(20);
    clock.learn(clock.running() - 20, serverAt() - 10);
    const askedAt = clock.running();
    const toldEarly = serverAt();
    pass(4_000);
    clock.learn(askedAt, toldEarly);
    expect(clock.now()).toBe(serverAt());
  });
});

test('how long ago a code was read does not follow the wall clock', () => {
  const { clocks, pass, setWall, serverAt } = phone();
  const clock = new ServerClock({ clocks });
  clock.learn(clock.running(), serverAt());
  const read = clock.moment();
  setWall(86_400_000);
  pass(90_000);
  expect(clock.agoMs(read)).toBe(90_000);
  const restarted = new ServerClock({ clocks, keptOffset: clock.offset - 86_400_000 });
  expect(restarted.agoMs(read)).toBe(90_000);
});
