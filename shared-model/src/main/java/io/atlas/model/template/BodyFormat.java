package io.atlas.model.template;

import io.atlas.model.text.LowerCase;
import org.jspecify.annotations.Nullable;

/**
 * How values are written into a body, by its media type: the one table for all who make, check or
 * show a request. What would end the place that a value stands in is escaped, or refused.
 */
public enum BodyFormat {
  JSON("JSON", "as JSON: texts are escaped within quotes, and quoted outside of them"),
  JSON_SEQUENCE("Several JSON documents", "as JSON, in each of several documents"),
  XML(
      "XML",
      "escaped in text, quoted attributes and CDATA; elsewhere only letters and digits may stand"),
  HTML(
      "HTML",
      "escaped in text and quoted attributes; in scripts only letters and digits may stand"),
  FORM("Form", "percent-encoded"),
  CSV("CSV", "with quotes doubled, and quoted where needed"),
  TSV("TSV", "as they are; tabs and line breaks are refused"),
  YAML("YAML", "escaped within quotes, indented in block scalars; elsewhere quoted, or refused"),
  GRAPHQL("GraphQL", "escaped within quotes; outside of them a single name or number"),
  JAVASCRIPT("JavaScript", "with an escape for all but letters and digits; put them into quotes"),
  MULTIPART("Multipart", "for each part's own Content-Type; the boundary is refused"),
  TEXT("Plain text", "as they are"),
  OTHER("Anything else", "as they are, for nothing is known of this type");

  /** RFC 2046 section 5.1.1 says 70. */
  private static final int LONGEST_BOUNDARY = 200;

  private final String label;
  private final String escaping;

  BodyFormat(String label, String escaping) {
    this.label = label;
    this.escaping = escaping;
  }

  /** For people. */
  public String label() {
    return label;
  }

  /** How values are written, in words that go on after "Values are written". */
  public String escaping() {
    return escaping;
  }

  /** Of a Content-Type, whatever its parameters and its letters' case. */
  public static BodyFormat of(String contentType) {
    String type = mediaType(contentType);
    String subtype = type.substring(type.indexOf('/') + 1);
    if (subtype.contains("json") || subtype.contains("ndjson")) {
      return isSequence(subtype) ? JSON_SEQUENCE : JSON;
    }
    if (subtype.equals("x-www-form-urlencoded")) {
      return FORM;
    }
    if (subtype.equals("html") || subtype.startsWith("xhtml")) {
      return HTML;
    }
    if (isXml(subtype)) {
      return XML;
    }
    if (type.startsWith("multipart/")) {
      return MULTIPART;
    }
    return switch (subtype) {
      case "csp-report" -> JSON;
      case "csv", "x-csv", "comma-separated-values", "x-comma-separated-values", "csv-schema" ->
          CSV;
      case "tab-separated-values", "tsv", "x-tsv" -> TSV;
      case "yaml", "x-yaml", "yml", "vnd.yaml" -> YAML;
      case "graphql", "x-graphql" -> GRAPHQL;
      case "javascript", "x-javascript", "ecmascript", "x-ecmascript", "jscript", "livescript" ->
          JAVASCRIPT;
      case "plain" -> type.equals("text/plain") ? TEXT : OTHER;
      default -> subtype.endsWith("+yaml") ? YAML : OTHER;
    };
  }

  /** Of a body that has no Content-Type, by its look; a byte order mark changes nothing. */
  static String guessed(String body) {
    if (looksLikeJson(body)) {
      return "application/json";
    }
    String start = withoutMark(body).stripLeading();
    if (start.regionMatches(true, 0, "<!doctype html", 0, 14)
        || start.regionMatches(true, 0, "<html", 0, 5)) {
      return "text/html; charset=utf-8";
    }
    boolean markup =
        start.length() > 1
            && start.charAt(0) == '<'
            && (Character.isLetter(start.charAt(1)) || "?!".indexOf(start.charAt(1)) >= 0);
    return markup ? "application/xml; charset=utf-8" : "text/plain; charset=utf-8";
  }

  static boolean looksLikeJson(String body) {
    String start = withoutMark(body).stripLeading();
    return start.startsWith("{") || start.startsWith("[");
  }

  /** A byte order mark is no part of a text (RFC 8259 section 8.1, Unicode section 23.8). */
  public static String withoutMark(String body) {
    return body.startsWith("\uFEFF") ? body.substring(1) : body;
  }

  /** Whether what is sent must be documents that a JSON parser takes. */
  boolean isJson() {
    return this == JSON || this == JSON_SEQUENCE;
  }

  /** Whether it is JSON by its standard, so that even what has no values in it must be. */
  static boolean isStrictJson(String contentType) {
    String type = mediaType(contentType);
    return type.equals("application/json") || type.endsWith("+json");
  }

  /** Follows what is written, for where values stand in it. */
  Position position(String contentType, String source) {
    return switch (this) {
      case JSON, JSON_SEQUENCE -> new JsonPosition();
      case XML -> new MarkupPosition(false);
      case HTML -> new MarkupPosition(true);
      case FORM -> new FormPosition(BodyCharset.of(contentType).charset());
      case CSV -> CsvPosition.of(source);
      case TSV -> new TabPosition();
      case YAML -> new YamlPosition();
      case GRAPHQL -> new GraphqlPosition();
      case JAVASCRIPT -> new ScriptPosition();
      case MULTIPART -> {
        String boundary = BodyCharset.parameter(contentType, "boundary");
        yield new MultipartPosition(boundary == null ? "" : boundary);
      }
      case TEXT, OTHER -> new RawPosition();
    };
  }

  /**
   * What speaks against a body with values in it, to be said when it is saved; null for nothing.
   */
  static @Nullable String refusal(String contentType) {
    if (of(contentType) != MULTIPART) {
      return null;
    }
    String boundary = BodyCharset.parameter(contentType, "boundary");
    return boundary == null || boundary.isEmpty() || boundary.length() > LONGEST_BOUNDARY
        ? "needs the boundary in Content-Type, such as multipart/form-data; boundary=…"
        : null;
  }

  private static boolean isSequence(String subtype) {
    return subtype.contains("ndjson")
        || subtype.contains("jsonl")
        || subtype.contains("json-l")
        || subtype.contains("ldjson")
        || subtype.contains("json-seq")
        || subtype.contains("json-stream")
        || subtype.equals("stream+json");
  }

  private static boolean isXml(String subtype) {
    return subtype.equals("xml")
        || subtype.endsWith("+xml")
        || subtype.startsWith("xml-")
        || subtype.equals("x-xml")
        || subtype.endsWith(".xml");
  }

  private static String mediaType(String contentType) {
    int semicolon = contentType.indexOf(';');
    return LowerCase.ascii(
        (semicolon < 0 ? contentType : contentType.substring(0, semicolon)).strip());
  }
}
