/** Somebody wants to sign out, and something stands in the way: unsent edits, or no connection. */
class Leaving {
  unsent = $state(0);
  hasFailed = $state(false);
  /** signed out: this tab goes by itself once everything is cleared */
  isOnItsWay = false;

  ask(unsent: number): void {
    this.unsent = unsent;
  }
  fail(): void {
    this.unsent = 0;
    this.hasFailed = true;
  }
  stay(): void {
    this.unsent = 0;
    this.hasFailed = false;
  }
}

export const leaving = new Leaving();
