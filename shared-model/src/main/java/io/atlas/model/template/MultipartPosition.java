package io.atlas.model.template;

import io.atlas.model.text.LowerCase;
import org.jspecify.annotations.Nullable;

/**
 * Parts between delimiters (RFC 2046 section 5.1): a value makes no delimiter and no header, and
 * within a part it is escaped for that part's Content-Type.
 */
final class MultipartPosition implements Position {

  private static final String CONTENT_TYPE = "content-type:";
  private static final int LONGEST_HEADER = 1_000;

  private final String delimiter;

  /** Its beginning alone where it is long. */
  private final StringBuilder line = new StringBuilder();

  private boolean lineHasValue;
  private boolean delimiting;
  private boolean inHeaders;
  private boolean inValue;
  private boolean afterReturn;
  private String partType = "";
  private Position part = new RawPosition();

  MultipartPosition(String boundary) {
    this.delimiter = "--" + boundary;
  }

  @Override
  public void follow(CharSequence written) {
    for (int i = 0; i < written.length(); i++) {
      char c = written.charAt(i);
      boolean second = c == '\n' && afterReturn;
      afterReturn = c == '\r';
      if (c == '\n' || c == '\r') {
        if (!second) {
          endLine();
        }
      } else {
        if (line.length() < LONGEST_HEADER) {
          lineHasValue |= inValue && line.length() < delimiter.length();
          line.append(c);
          delimiting |= line.length() == delimiter.length() && line.toString().equals(delimiter);
        }
        if (delimiting && lineHasValue) {
          throw new Place.Unfit("makes the boundary between the parts appear");
        }
      }
      if (!inHeaders && !delimiting) {
        part.follow(written.subSequence(i, i + 1));
      }
    }
    inValue = false;
  }

  private void endLine() {
    if (delimiting) {
      inHeaders = true;
      partType = "text/plain";
    } else if (inHeaders && line.isEmpty()) {
      inHeaders = false;
      part = BodyFormat.of(partType).position(partType, "");
    } else if (inHeaders && LowerCase.ascii(line.toString()).startsWith(CONTENT_TYPE)) {
      partType = line.substring(CONTENT_TYPE.length()).strip();
    }
    line.setLength(0);
    delimiting = false;
    lineHasValue = inValue;
  }

  @Override
  public String value(Object value) {
    String written = inHeaders ? inHeader(Written.scalar(value)) : part.value(value);
    inValue = !written.isEmpty();
    return written;
  }

  /** As browsers write names of fields and files. */
  private String inHeader(String text) {
    if (LowerCase.ascii(line.toString()).startsWith(CONTENT_TYPE)) {
      throw new Place.Unfit("must not stand in a part's Content-Type, which says how to escape");
    }
    if (text.indexOf('\\') >= 0 || Written.hasControl(text)) {
      throw new Place.Unfit("holds a backslash or a control character, in a part's header");
    }
    StringBuilder escaped = new StringBuilder(text.length() + 8);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> escaped.append("%22");
        case '\n' -> escaped.append("%0A");
        case '\r' -> escaped.append("%0D");
        default -> {
          if (Written.isLineBreak(c)) {
            throw new Place.Unfit("holds a line break, in a part's header");
          }
          escaped.append(c);
        }
      }
    }
    return escaped.toString();
  }

  @Override
  public @Nullable String reference(int codePoint) {
    return inHeaders ? null : part.reference(codePoint);
  }
}
