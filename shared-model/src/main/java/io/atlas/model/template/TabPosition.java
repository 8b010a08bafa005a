package io.atlas.model.template;

/** Tab-separated values, which have no escape: what would begin another field is refused. */
final class TabPosition implements Position {

  private boolean fieldBegins = true;

  @Override
  public void follow(CharSequence written) {
    if (!written.isEmpty()) {
      char last = written.charAt(written.length() - 1);
      fieldBegins = last == '\t' || Written.isLineBreak(last);
    }
  }

  @Override
  public String value(Object value) {
    String text = Written.scalar(value);
    if (text.indexOf('\t') >= 0 || Written.hasLineBreak(text) || Written.hasControl(text)) {
      throw new Place.Unfit("holds a tab, a line break or a control character");
    }
    if (fieldBegins && text.startsWith("\"")) {
      throw new Place.Unfit("begins with a quote, which some readers take for a quoted field");
    }
    return text;
  }
}
