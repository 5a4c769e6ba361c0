/** A reason not to start that the person at the keyboard can act on: its message is one sentence and is shown without a stack. */
export class StartupProblem extends Error {
  override readonly name = 'StartupProblem';
}
