package io.atlas.connections.template;

import io.atlas.connections.request.Page;
import io.atlas.model.provider.PresetFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** The templates that come with the program, read once. */
@RestController
@RequestMapping("/api/v1/action-templates")
class ActionTemplatesApi {

  private static final String FILE = "action-templates.json";

  private final List<ActionTemplate> templates = load();

  @GetMapping
  Page<ActionTemplate> templates() {
    return new Page<>(templates, null);
  }

  private static List<ActionTemplate> load() {
    try (InputStream json = ActionTemplatesApi.class.getResourceAsStream(FILE)) {
      if (json == null) {
        throw new IllegalStateException(FILE + " is missing");
      }
      return read(json);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  /**
   * @throws IllegalArgumentException where the file is damaged; the message names the template
   */
  static List<ActionTemplate> read(InputStream json) throws IOException {
    return PresetFile.read(json, ActionTemplate.class, ActionTemplate::id);
  }
}
