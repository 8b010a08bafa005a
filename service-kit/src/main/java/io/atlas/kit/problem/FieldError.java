package io.atlas.kit.problem;

/**
 * What is wrong with one field.
 *
 * @param field its path, for instance {@code headers[0].name}
 * @param message completes the field's name to a sentence
 */
public record FieldError(String field, String message) {}
