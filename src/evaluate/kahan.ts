/** A sum that keeps what its rounding lost: Kahan's with Neumaier's improvement, which Prometheus uses over time. */
export class KahanSum {
  private sum: number;
  private lost = 0;

  constructor(start = 0) {
    this.sum = start;
  }

  add(value: number): void {
    const next = this.sum + value;
    this.lost += Math.abs(this.sum) >= Math.abs(value) ? this.sum - next + value : value - next + this.sum;
    this.sum = next;
  }

  /** Without what was lost. */
  get rough(): number {
    return this.sum;
  }

  get total(): number {
    return this.sum + this.lost;
  }
}
