package io.atlas.console.figures;

/** What a row tells apart; the number is what stands in the database. */
enum Grain {
  ALL(0),
  CONNECTION(1),
  TARGET(2),
  DETAIL(3);

  private final int number;

  Grain(int number) {
    this.number = number;
  }

  int number() {
    return number;
  }

  /** The coarsest that still tells what is filtered and split. */
  static Grain of(FiguresQuery query, Split split) {
    boolean action = query.actionId() != null || split == Split.ACTION;
    boolean connection = query.connectionId() != null || split == Split.CONNECTION;
    boolean target = query.target() != null || split == Split.TARGET;
    if (action || (connection && target)) {
      return DETAIL;
    }
    return connection ? CONNECTION : target ? TARGET : ALL;
  }
}
