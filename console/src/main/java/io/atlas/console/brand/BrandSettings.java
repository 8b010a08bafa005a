package io.atlas.console.brand;

import java.nio.file.Path;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The white label, under {@code atlas.brand}; the product's name is {@code atlas.product-name}.
 *
 * @param logo a file of an SVG, PNG or WebP of at most 512 KiB, shown beside the name
 * @param colour of buttons and links, such as {@code #0b7285}
 * @param darkColour the same on a dark page
 * @param account what "Account" is called
 * @param connections what "Connections" is called
 */
@ConfigurationProperties("atlas.brand")
public record BrandSettings(
    @Nullable Path logo,
    @Nullable String colour,
    @Nullable String darkColour,
    @DefaultValue("Account") String account,
    @DefaultValue("Connections") String connections) {

  private static final Pattern COLOUR = Pattern.compile("#[0-9a-fA-F]{6}");
  private static final int LONGEST_WORD = 40;

  public BrandSettings {
    requireColour("atlas.brand.colour", colour);
    requireColour("atlas.brand.dark-colour", darkColour);
    requireWord("atlas.brand.account", account);
    requireWord("atlas.brand.connections", connections);
  }

  private static void requireColour(String name, @Nullable String colour) {
    if (colour != null && !COLOUR.matcher(colour).matches()) {
      throw new IllegalArgumentException(name + " must be a colour such as #0b7285");
    }
  }

  private static void requireWord(String name, String word) {
    if (word.isBlank() || word.length() > LONGEST_WORD) {
      throw new IllegalArgumentException(name + " must be 1 to " + LONGEST_WORD + " characters");
    }
  }
}
