// Deviations as a person reads them: by operation, the most frequent first, each with a place to look at.

/** Collects deviations that are the same but for the exchange. */
export class Report {
  #groups = new Map();
  #count = 0;

  add(name, where, found) {
    for (const { pointer, message } of found) {
      const kind = pointer.replace(/\/\d+(?=\/|$)/g, '/*');
      const group = this.#groups.get(name) ?? new Map();
      this.#groups.set(name, group);
      const one = group.get(`${kind} ${message}`) ?? { pointer, message, where, count: 0 };
      one.count += 1;
      group.set(`${kind} ${message}`, one);
      this.#count += 1;
    }
  }

  get count() {
    return this.#count;
  }

  lines() {
    return [...this.#groups].sort().flatMap(([name, group]) => {
      const all = [...group.values()].sort((one, other) => other.count - one.count);
      return [
        name,
        ...all.map(({ pointer, message, where, count }) => `  ${count} x ${pointer}: ${message} (${where})`),
      ];
    });
  }
}
