package io.atlas.console.frame;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.http.CacheControl;
import org.springframework.web.servlet.config.annotation.ResourceHandlerRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.servlet.resource.VersionResourceResolver;
import org.webjars.WebJarVersionLocator;

/**
 * Style sheets, scripts and icons. Pages link to them below a name that changes with their content,
 * which browsers keep for a year without asking; what they load themselves by a relative path has
 * that name too. Without it a file is asked for again after an hour.
 */
@Configuration(proxyBeanMethods = false)
@Order(Ordered.HIGHEST_PRECEDENCE)
class Assets implements WebMvcConfigurer {

  private static final String OWN = "classpath:/static/console/";
  private static final String LIBRARIES = "classpath:/META-INF/resources/webjars/";

  /** Those that pages load from; the version of one says what is in it. */
  private static final List<String> LIBRARY_NAMES =
      List.of("htmx.org", "htmx-ext-sse", "tabler__core", "uplot");

  private static final CacheControl FOR_EVER =
      CacheControl.maxAge(Duration.ofDays(365)).cachePublic().immutable();

  private static final CacheControl FOR_NOW = CacheControl.maxAge(Duration.ofHours(1));

  private final String content = digest();

  @Override
  public void addResourceHandlers(ResourceHandlerRegistry registry) {
    add(registry, "/console/", OWN);
    add(registry, "/webjars/", LIBRARIES);
  }

  /** The path with the name of the content is the longer pattern, and so comes first. */
  private void add(ResourceHandlerRegistry registry, String path, String location) {
    registry
        .addResourceHandler(path + content + "/**")
        .addResourceLocations(location)
        .setCacheControl(FOR_EVER)
        .resourceChain(true);
    registry
        .addResourceHandler(path + "**")
        .addResourceLocations(location)
        .setCacheControl(FOR_NOW)
        .resourceChain(true)
        .addResolver(new VersionResourceResolver().addFixedVersionStrategy(content, "/**"));
  }

  private static String digest() {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (Map.Entry<String, Resource> file : files().entrySet()) {
        digest.update(file.getKey().getBytes(StandardCharsets.UTF_8));
        digest.update(file.getValue().getContentAsByteArray());
      }
      WebJarVersionLocator libraries = new WebJarVersionLocator();
      for (String name : LIBRARY_NAMES) {
        digest.update((name + libraries.version(name)).getBytes(StandardCharsets.UTF_8));
      }
      return HexFormat.of().formatHex(digest.digest(), 0, 8);
    } catch (NoSuchAlgorithmException everyJvmHasIt) {
      throw new IllegalStateException(everyJvmHasIt);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  /** In one order always. */
  private static Map<String, Resource> files() throws IOException {
    Map<String, Resource> files = new TreeMap<>();
    for (Resource file : new PathMatchingResourcePatternResolver().getResources(OWN + "*.*")) {
      files.put(String.valueOf(file.getFilename()), file);
    }
    return files;
  }
}
