import { describe, expect, test } from 'vitest';
import { startAnnouncer } from '../../../../src/app/player/announcer';
import { createManualClock } from '../../../../src/app/player/clock';
import { startPlayer } from '../../../../src/app/player/player';
import { createSlowRunner, openRetail } from '../fixture';

function play(how: Parameters<typeof openRetail>[0] = {}) {
  const page = openRetail(how);
  const clock = createManualClock();
  startPlayer(page.store, clock);
  return { ...page, clock };
}

describe('the player', () => {
  test('asks for no frame until something plays, and for none when it is paused or over', () => {
    const { actions, clock, state } = play();
    expect(clock.waiting()).toBe(false);
    actions.send();
    expect(clock.waiting()).toBe(true);
    clock.advance(500);
    actions.pause();
    expect(clock.waiting()).toBe(false);
    const stopped = state().playhead;
    clock.advance(5000);
    expect(state().playhead).toBe(stopped);
    actions.play();
    clock.advance(60_000);
    expect(state()).toMatchObject({ playing: false, atEnd: true });
    expect(clock.waiting()).toBe(false);
  });

  test('the first order takes its time: teaching pace, then a rest with the next level', () => {
    const { actions, clock, state } = play();
    actions.send();
    clock.advance(4000);
    expect(state().playing).toBe(true);
    expect(state().level).toBe(0);
    clock.advance(20_000);
    expect(state()).toMatchObject({ playing: false, level: 1 });
  });

  test('speed scales wall time and nothing else', () => {
    const slow = play();
    const fast = play();
    for (const { actions } of [slow, fast]) actions.send();
    fast.actions.setSpeed(2);
    slow.clock.advance(4000);
    fast.clock.advance(2000);
    expect(Math.abs(fast.state().playhead - slow.state().playhead)).toBeLessThan(5000);
    expect(fast.code()).toBe(slow.code());
  });

  test('publishes at most one frame per animation frame', () => {
    const { actions, clock, store } = play();
    actions.send();
    let frames = 0;
    store.api.subscribe((state, before) => {
      if (state.frame !== before.frame) frames += 1;
    });
    clock.advance(1000);
    expect(frames).toBeLessThanOrEqual(61);
    expect(frames).toBeGreaterThan(30);
  });

  test('a caption stays for a second and a half', () => {
    const { actions, clock, store } = play();
    const shown: number[] = [];
    actions.send();
    store.api.subscribe((state, before) => {
      if (state.playing && state.caption !== before.caption) shown.push(clock.now());
    });
    clock.advance(8000);
    const gaps = shown.slice(1).map((time, index) => time - (shown[index] ?? 0));
    expect(gaps.length).toBeGreaterThan(2);
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(1499);
  });

  test('at the end of an old future it waits for the new one', () => {
    const runner = createSlowRunner();
    const { actions, clock, state } = play({ runner });
    runner.finish();
    actions.send();
    runner.finish();
    actions.runToEnd();
    actions.send();
    clock.advance(1000);
    expect(state().run.status).toBe('simulating');
    expect(clock.waiting()).toBe(false);
    runner.finish();
    expect(clock.waiting()).toBe(true);
    clock.advance(1000);
    expect(state().playing).toBe(true);
  });
});

describe('the announcer', () => {
  test('speaks at most once a second and ends with a summary', () => {
    const { actions, clock, store, state } = play();
    startAnnouncer(store, clock);
    const spoken: number[] = [];
    let last = state().spoken;
    store.api.subscribe((now) => {
      if (now.spoken !== last) spoken.push(clock.now());
      last = now.spoken;
    });
    actions.setWorkload('file');
    actions.setSpeed(64);
    actions.play();
    clock.advance(30_000);
    const gaps = spoken.slice(1).map((time, index) => time - (spoken[index] ?? 0));
    expect(spoken.length).toBeGreaterThan(1);
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(999);
    expect(state().spoken.at(-1)?.text).toContain('Nothing more happens.');
  });

  test('says nothing when it is switched off', () => {
    const { actions, clock, store, state } = play();
    startAnnouncer(store, clock);
    actions.setPreferences({ verbosity: 'off' });
    actions.send();
    clock.advance(30_000);
    expect(state().spoken).toEqual([]);
    expect(state().alarm).toBeNull();
  });
});
